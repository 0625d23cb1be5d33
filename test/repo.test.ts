// The repository keeps itself in order: what a reviewer would otherwise have to remember.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const node = (argv: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, argv, { cwd: root, encoding: 'utf8', env: { ...process.env, ...env } });

/** Files that git tracks, or would. */
const files = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
  cwd: root,
  encoding: 'utf8',
})
  .stdout.split('\n')
  .filter((path) => path !== '' && existsSync(join(root, path)));
const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts;

describe('the top level', () => {
  it('holds what the design names and nothing else', () => {
    const names = new Set(files.map((path) => path.split('/')[0] ?? ''));
    const allowed =
      /^(agent|collector|dashboards|deploy|test|pnpm-workspace\.yaml|pnpm-lock\.yaml|package\.json|tsconfig\.base\.json|README\.md|LICENSE|CHANGELOG\.md|\..*)$/;
    expect([...names].filter((name) => !allowed.test(name))).toEqual([]);
  });
});

describe('the README', () => {
  const pages = files.filter((path) => path.endsWith('.md'));
  const commands = pages.flatMap((page) =>
    [...read(page).matchAll(/npx -y pnpm ([a-z-]+)/g)].map(([, script]) => `${page}: ${script}`),
  );

  it('names the two commands', () => {
    expect(commands).toEqual(expect.arrayContaining(['README.md: demo', 'README.md: test']));
  });
  it.each([...new Set(commands)])('%s is a command that exists', (command) => {
    const script = command.split(': ')[1] ?? '';
    expect([...Object.keys(scripts), 'install']).toContain(script);
  });
  it.each(Object.entries(scripts))('the script %s starts a file that exists', (_, line) => {
    for (const [path] of line.matchAll(/\S+\.(ts|mjs)\b/g)) expect(existsSync(join(root, path)), path).toBe(true);
  });
  it('links to pages that exist', () => {
    const dead = pages.flatMap((page) =>
      [...read(page).matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)]
        .map(([, target]) => join(dirname(page), target ?? ''))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${page} → ${target}`),
    );
    expect(dead).toEqual([]);
  });
});

describe('the examples', () => {
  const environment = {
    THONGSUOT_TOKEN: 't',
    THONGSUOT_SNMP_AUTH: 'auth-auth-auth',
    THONGSUOT_SNMP_PRIV: 'priv-priv-priv',
    THONGSUOT_SNMP_COMMUNITY: 'c',
  };
  it('agent.example.yaml is a good config', () => {
    const { status, stderr } = node(
      ['agent/src/main.ts', 'check-config', '--config', 'agent/agent.example.yaml'],
      environment,
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
  it('collector.example.yaml is a good config', () => {
    const { status, stderr } = node(
      ['collector/src/main.ts', 'check-config', '--config', 'collector/collector.example.yaml'],
      environment,
    );
    expect(stderr).toBe('');
    expect(status).toBe(0);
  });
});

describe('generated files', () => {
  it('are what their sources make', () => {
    const { status, stderr } = node(['dashboards/grafana/main.ts', '--check']);
    expect(`${status} ${stderr}`).toBe('0 ');
  });
});

describe('imports', () => {
  const planted = [
    [
      'agent/src/snmp/planted.ts',
      "import { createOutbox } from '../outbox/outbox.ts';",
      'Folders inside the agent never import each other',
    ],
    [
      'agent/src/planted.ts',
      "import { app } from '@thongsuot/collector/app.ts';",
      'The agent knows the contract, never the collector',
    ],
    [
      'collector/src/planted.ts',
      "import { agent } from '@thongsuot/agent/agent.ts';",
      'The collector knows the contract, never the agent',
    ],
    ['collector/contract/src/planted.ts', "import { parse } from 'yaml';", 'The contract imports zod only'],
    ['collector/contract/src/planted.ts', "import { app } from '../../src/app.ts';", 'The contract imports zod only'],
    [
      'collector/src/network/planted.ts',
      "import { machine } from '../alert/machine.ts';",
      'The network is the live picture',
    ],
    ['collector/src/alert/planted.ts', "import { send } from '../notify/webhook.ts';", 'Alert judges the picture'],
    ['collector/src/store/planted.ts', "import { picture } from '../network/picture.ts';", 'A store knows points'],
    ['collector/src/capacity/planted.ts', "import { store } from '../store/store.ts';", 'Capacity is pure'],
    ['dashboards/board/src/planted.ts', "import { z } from 'zod';", 'The board reads the API'],
  ] as const;

  it.each(planted)('%s may not say %s', (path, line, sentence) => {
    const folder = mkdtempSync(join(tmpdir(), 'planted-'));
    try {
      const config = JSON.parse(read('.biome.json')) as Record<string, unknown>;
      writeFileSync(join(folder, 'biome.json'), JSON.stringify({ ...config, vcs: { enabled: false } }));
      mkdirSync(join(folder, dirname(path)), { recursive: true });
      writeFileSync(join(folder, path), `${line}\n`);
      const biome = join(root, 'node_modules/@biomejs/biome/bin/biome');
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [biome, 'lint', '--only=style/noRestrictedImports', path],
        { cwd: folder, encoding: 'utf8' },
      );
      expect(`${stdout}${stderr}`.replaceAll(/\s+/g, ' ')).toContain(sentence);
      expect(status).toBe(1);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('reach every source file from a command, a test or the page', () => {
    const sources = files.filter((path) => /\.(ts|tsx|mjs)$/.test(path) && !path.includes('/generated/'));
    const named = Object.values(scripts).flatMap((line) =>
      [...line.matchAll(/\S+\.(?:ts|mjs)\b/g)].map(([path]) => path),
    );
    const entries = sources.filter(
      (path) =>
        path.endsWith('.test.ts') ||
        path.endsWith('.config.ts') ||
        named.includes(path) ||
        named.includes(`./${path}`) ||
        path === 'dashboards/board/src/main.tsx',
    );
    const seen = new Set<string>();
    const queue = [...entries];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      // Imports, and files that are started or loaded by their name: workers, child processes, profiles.
      const text = read(path);
      for (const [, name] of text.matchAll(/['"`]([^'"`\n]*?\.(?:ts|tsx|mjs))['"`]/g))
        queue.push(...targets(path, name ?? ''));
    }
    expect(sources.filter((path) => !seen.has(path))).toEqual([]);
  });

  function targets(from: string, name: string): string[] {
    const packages: Record<string, string> = {
      '@thongsuot/contract/': 'collector/contract/src/',
      '@thongsuot/agent/': 'agent/src/',
      '@thongsuot/collector/': 'collector/src/',
      '@thongsuot/dashboards/': 'dashboards/',
    };
    const prefix = Object.keys(packages).find((key) => name.startsWith(key));
    const candidates =
      prefix === undefined
        ? [relative(root, resolve(root, dirname(from), name)), name]
        : [`${packages[prefix]}${name.slice(prefix.length)}`];
    return candidates.filter((path) => files.includes(path));
  }
});

describe('files', () => {
  it('can be read in one sitting: no source file over 400 lines, but tables of words and of the demo’s data', () => {
    const tables = ['dashboards/board/src/i18n/en.ts', 'dashboards/board/src/i18n/vi.ts', 'deploy/demo/province.ts'];
    const long = files.filter(
      (path) =>
        /\.(ts|tsx|mjs)$/.test(path) &&
        !path.endsWith('.test.ts') &&
        !tables.includes(path) &&
        read(path).split('\n').length > 400,
    );
    expect(long).toEqual([]);
  });
  it('hold no leftovers', () => {
    const leftovers = /\b(TODO|FIXME|XXX|HACK)\b|not implemented|\.only\(|@ts-ignore|@ts-nocheck|biome-ignore/;
    const found = files.filter(
      (path) => /\.(ts|tsx|mjs|css|html)$/.test(path) && path !== 'test/repo.test.ts' && leftovers.test(read(path)),
    );
    expect(found).toEqual([]);
  });
  it('are small: nothing over 400,000 octets but the lockfile', () => {
    expect(files.filter((path) => path !== 'pnpm-lock.yaml' && statSync(join(root, path)).size > 400_000)).toEqual([]);
  });
  it('name no registry: the lockfile holds no address', () => {
    expect(/https?:\/\//.test(read('pnpm-lock.yaml'))).toBe(false);
  });
  it('have a README in every package', () => {
    const packages = files.filter((path) =>
      /^(agent|collector|collector\/contract|dashboards|deploy|test)\/README\.md$/.test(path),
    );
    expect(packages.sort()).toEqual([
      'agent/README.md',
      'collector/README.md',
      'collector/contract/README.md',
      'dashboards/README.md',
      'deploy/README.md',
      'test/README.md',
    ]);
  });
  it('are tested beside the code: each folder of agent and collector has a test', () => {
    const folders = ['agent/src', 'collector/src'].flatMap((base) =>
      readdirSync(join(root, base), { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${base}/${entry.name}`),
    );
    const untested = folders.filter(
      (folder) =>
        files.some((path) => path.startsWith(`${folder}/`)) &&
        !files.some((path) => path.startsWith(`${folder}/`) && path.endsWith('.test.ts')),
    );
    expect(untested).toEqual([]);
  });
});

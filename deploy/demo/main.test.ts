import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { greeting } from './words.ts';

const demo = (...args: string[]) =>
  spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args], { encoding: 'utf8', timeout: 20_000 });

describe('a demo that cannot start', () => {
  it('names the taken port and the option, with nothing started', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const run = demo('--port', String(port));
    other.close();
    expect([run.status, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toBe(
      `Port ${port} of 127.0.0.1 is taken by another program; nothing was started. Choose another one: npx -y pnpm demo --port ${port + 1}\n`,
    );
  });

  it('says what is wrong with its options and how they are written', () => {
    const run = demo('--seconds', 'x');
    expect([run.status, run.stdout]).toEqual([2, '']);
    expect(run.stderr).toMatch(/^--seconds: found x, expected a whole number .*\nUsage: npx -y pnpm demo /);
  });
});

describe('the greeting', () => {
  it('gives the address, the year, and what can be seen when', () => {
    const text = greeting(8080, 'fping', '.state/demo/8080').join('\n');
    for (const word of [
      'http://127.0.0.1:8080',
      'August 2020',
      'stand-in for fping',
      '0:50–1:40 (11:00–16:00)  a surge',
    ]) {
      expect(text).toContain(word);
    }
    expect(text.split('\n').length).toBeLessThanOrEqual(12);
  });

  it('says plainly that ICMP is off where it is', () => {
    expect(greeting(8080, 'none', 'x').join('\n')).toContain('ICMP is OFF');
  });
});

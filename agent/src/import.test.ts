// A list as it comes from a spreadsheet, to the config that loads: the whole way, in a folder of its own.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './config/load.ts';
import { type ImportFlags, importLinks } from './import.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-import-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const config = `agent: { id: a, operator: vnpt, site: pleiku }
collectors: [{ url: https://x.example, token: { env: TOKEN } }]
include: links.d/*.yaml
devices: [{ id: pe1, address: 10.0.0.1, snmp: { version: 2c, community: { env: TOKEN } } }]
`;

function run(csv: string | Buffer, flags: ImportFlags = {}) {
  const [list, agent] = [join(folder, 'links.csv'), join(folder, 'agent.yaml')];
  writeFileSync(list, csv);
  writeFileSync(agent, config);
  let [out, err] = ['', ''];
  const code = importLinks(
    list,
    { config: agent, ...flags },
    {
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
    },
  );
  const short = (text: string) => text.replaceAll(`${folder}/`, '');
  return { code, out: short(out), err: short(err).trimEnd().split('\n'), agent };
}
const links = (agent: string) => {
  const outcome = loadConfig(agent, { TOKEN: 't' });
  return outcome.kind === 'loaded' ? outcome.loaded.config.links : outcome.problems;
};
const head = 'id,endpoint,role,device,name,capacity\n';

describe('a list of links', () => {
  it('from a Vietnamese spreadsheet makes a file that the config loads', () => {
    const { code, out, agent } = run(
      '\uFEFFMã kênh;Điểm ưu tiên;Vai trò;Thiết bị;Cổng;Băng thông vào (Mbps);Băng thông ra (Mbps);Chung tuyến;IP đầu xa;\r\n' +
        'bvdk-1;bvdk-tinh;Chính;pe1;GE0/0/1;1000;"2,5";duct-le-loi|cột QL19;10.0.0.2;\r\n' +
        'bvdk-2;bvdk-tinh;Dự phòng;pe1;"GE0/0/2";100;100 Kbps;;;\r\n',
    );
    expect(code).toBe(0);
    expect(out).toContain('links.d/links.yaml: 2 links written');
    expect(out).not.toContain('include:');
    expect(links(agent)).toMatchObject([
      {
        id: 'bvdk-1',
        role: 'primary',
        interface: { name: 'GE0/0/1' },
        capacity: { in: 1e9, out: 2.5e6 },
        sharedRisk: ['duct-le-loi', 'cột QL19'],
        probe: { address: '10.0.0.2' },
      },
      { id: 'bvdk-2', role: 'backup', capacity: { in: 1e8, out: 1e5 }, sharedRisk: [] },
    ]);
  });

  it('tells every mistake at once, each with its place, and writes nothing', () => {
    const { code, err } = run(
      `${head}a,ubnd,phu,pe1,GE1,200M\na,,primary,pe2,GE9,200\nb c,x,primary,pe1,"GE2" x,200X,y\nd,x,primary,pe1,GE1,\n`,
    );
    expect(code).toBe(2);
    expect(err).toEqual([
      'links.csv:2:8: role: found "phu", expected one of primary, backup',
      'links.csv:3:1: endpoint: missing; expected text',
      'links.csv:3:1: id: "a" stands in line 2 as well; give each link its own id',
      'links.csv:3:12: device: there is no device pe2 in agent.yaml; known: pe1',
      'links.csv:3:20: capacity: "200" is no rate that can be read one way only; write 200M, 1.5G or 1000M, or the unit into the head of the column: Băng thông (Mbps)',
      'links.csv:4:1: id: found "b c"; an id has letters, digits, dot, hyphen and underscore, and starts with a letter or a digit',
      'links.csv:4:24: " x" follows a closing quote; double the quotes inside the field that begins at column 19',
      'links.csv:4:27: capacity: "200X" is no rate that can be read one way only; write 200M, 1.5G or 1000M, or the unit into the head of the column: Băng thông (Mbps)',
      'links.csv:4:32: "y" stands beyond the last column; quote fields that hold a separator',
      'links.csv:5:17: interface: the link of line 2 is bound to the same interface; one interface serves one link',
      '10 mistakes; nothing was written.',
    ]);
    expect(existsSync(join(folder, 'links.d'))).toBe(false);
  });

  it.each(['2.048 Mbps', '1,000M', '1.000', '-5M', '1.5.0M', 'M'])(
    'refuses %s, which two people read differently',
    (rate) => {
      expect(run(`${head}a,ubnd,primary,pe1,GE1,"${rate}"\n`).err[0]).toContain('links.csv:2:24: capacity');
    },
  );

  it('with a wrong head is told of the head alone', () => {
    expect(run('id,endpoint,vai tro,ifIndex,id\na,b,chinh,4,c\n').err).toEqual([
      'links.csv:1:1: the column device is missing',
      'links.csv:1:1: none of the columns name, alias and descr is there; a link is bound by one of them',
      'links.csv:1:21: "ifIndex" is no column of ours; expected id, endpoint, role, device, name, alias, descr, capacity, capacityIn, capacityOut, shaper, shaperIn, shaperOut, circuitId, sharedRisk, probe, members, or their Vietnamese names',
      'links.csv:1:29: the column id stands twice; remove one',
      '4 mistakes; nothing was written.',
    ]);
  });

  it('never overwrites a file unless it is told to', () => {
    const line = (id: string) => `${head}${id},ubnd,primary,pe1,GE1,200M\n`;
    expect(run(line('a')).code).toBe(0);
    const second = run(line('b'));
    expect([second.code, second.err[0]]).toEqual([
      2,
      'links.d/links.yaml is there already and was not touched; write --force to replace it, or --out for another file.',
    ]);
    expect(readFileSync(join(folder, 'links.d/links.yaml'), 'utf8')).toContain('id: a');
    const forced = run(line('b'), { force: true });
    expect([forced.code, (links(forced.agent)[0] as { id: string }).id]).toEqual([0, 'b']);
  });

  it('that is not UTF-8 is refused with the remedy', () => {
    expect(run(Buffer.from([0x69, 0xe9, 0x0a])).err[0]).toContain('save it from the spreadsheet as "CSV UTF-8"');
  });

  it('that no include names is told how', () => {
    const { out } = run(`${head}a,ubnd,primary,pe1,GE1,\n`, { out: join(folder, 'elsewhere', 'x.yaml') });
    expect(out).toContain('include: links.d/*.yaml');
  });
});

import { describe, expect, it } from 'vitest';
import { parseOptions, snmpPortFor } from './options.ts';

describe('the command line of the demo', () => {
  it.each([
    [[], {}, { port: 8080, seconds: undefined, screenshots: undefined }],
    [['--port', '9000'], {}, { port: 9000, seconds: undefined, screenshots: undefined }],
    [
      ['--', '--port=9000', '--seconds', '5'],
      { THONGSUOT_DEMO_PORT: '7000' },
      { port: 9000, seconds: 5, screenshots: undefined },
    ],
    [[], { THONGSUOT_DEMO_PORT: '7000' }, { port: 7000, seconds: undefined, screenshots: undefined }],
    [['--screenshots', 'p'], {}, { port: 8080, seconds: undefined, screenshots: 'p' }],
    [[], { THONGSUOT_DEMO_PORT: '' }, { port: 8080, seconds: undefined, screenshots: undefined }],
  ])('%j with %j is %j', (args, env, options) => {
    expect(parseOptions(args, env)).toEqual({ options });
  });

  it.each([
    [['--port', '0'], {}, '--port: found 0, expected a port from 1 to 65535'],
    [[], { THONGSUOT_DEMO_PORT: 'x' }, 'THONGSUOT_DEMO_PORT: found x, expected a port from 1 to 65535'],
    [['--screenshots='], {}, '--screenshots: found nothing, expected a folder'],
    [['--seconds', '1.5'], {}, '--seconds: found 1.5, expected a whole number from 1 to 86400'],
  ])('%j with %j is a mistake', (args, env, mistake) => {
    expect(parseOptions(args, env)).toEqual({ mistake });
  });

  it('names an option that it does not have', () => {
    expect(parseOptions(['--prot', '1'], {})).toEqual({ mistake: expect.stringContaining('--prot') });
  });
});

it('the port of SNMP is below the ephemeral ports for every port of the board', () => {
  for (const port of [1, 8080, 32_768, 65_535]) {
    expect(snmpPortFor(port)).toBeGreaterThanOrEqual(10_000);
    expect(snmpPortFor(port)).toBeLessThan(32_768);
  }
});

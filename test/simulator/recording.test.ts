import { describe, expect, it } from 'vitest';
import { parseRecording } from './recording.ts';
import { MibTree } from './tree.ts';

const recording = parseRecording(
  [
    '1.3.6.1.2.1.1.1.0|4|Huawei Versatile Routing Platform',
    '1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.2011.2.62.2.9',
    '1.3.6.1.2.1.1.3.0|67|1000',
    '1.3.6.1.2.1.2.2.1.6.1|4x|001122AABBCC',
    '1.3.6.1.2.1.31.1.1.1.6.1|70|18446744073709551615',
    '1.3.6.1.2.1.4.20.1.1.10.0.0.1|64|10.0.0.1',
    '1.3.6.1.2.1.33.1.2.3.0|66|4294967295',
    'no line of a recording',
    '1.3.6.1.2.1.99|4x|ABC',
    '1.3.6.1.x|2|1',
    '1.3.6.1.2.1.99.1|99|1',
    '1.3.6.1.2.1.1.1.0|4|twice',
    '',
  ].join('\r\n'),
);

describe('a recording', () => {
  it('keeps each value in its type', () => {
    const tree = new MibTree(recording.objects);
    const at = { tick: 250, uptimeTicks: 250, counterTick: 250 };
    const read = (oid: string) => tree.get(oid, at).value;
    expect(read('1.3.6.1.2.1.1.1.0')).toEqual({
      type: 'octets',
      value: Buffer.from('Huawei Versatile Routing Platform'),
    });
    expect(read('1.3.6.1.2.1.1.2.0')).toEqual({ type: 'oid', value: '1.3.6.1.4.1.2011.2.62.2.9' });
    expect(read('1.3.6.1.2.1.2.2.1.6.1')).toEqual({ type: 'octets', value: Buffer.from('001122aabbcc', 'hex') });
    expect(read('1.3.6.1.2.1.31.1.1.1.6.1')).toEqual({ type: 'counter64', value: (1n << 64n) - 1n });
    expect(read('1.3.6.1.2.1.4.20.1.1.10.0.0.1')).toEqual({ type: 'ipAddress', value: '10.0.0.1' });
    expect(read('1.3.6.1.2.1.33.1.2.3.0')).toEqual({ type: 'gauge32', value: 4_294_967_295 });
  });

  it('lets sysUpTime run on from the recorded value', () => {
    const tree = new MibTree(recording.objects);
    const value = tree.get('1.3.6.1.2.1.1.3.0', { tick: 250, uptimeTicks: 0, counterTick: 0 }).value;
    expect(value).toEqual({ type: 'timeTicks', value: 1_250 });
  });

  it('skips and names every line that cannot be read', () => {
    expect(recording.skipped.map(({ line }) => line)).toEqual([8, 9, 10, 11, 12]);
  });
});

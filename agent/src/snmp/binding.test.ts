import { describe, expect, it } from 'vitest';
import { bind, textOf } from './binding.ts';

const names = (...rows: [string, string | Uint8Array][]) =>
  new Map(rows.map(([index, name]) => [index, typeof name === 'string' ? Buffer.from(name) : name]));

describe('an interface is bound', () => {
  it('by its name to the letter', () => {
    const rows = names(['1', 'GigabitEthernet0/0/1'], ['2', 'GigabitEthernet0/0/10']);
    expect(bind({ by: 'name', value: 'GigabitEthernet0/0/1' }, rows)).toEqual({ kind: 'bound', index: '1' });
  });

  it.each([
    ['trailing NULs', Buffer.from('ge-0/0/1\0\0')],
    ['a line end', Buffer.from('ge-0/0/1\r\n')],
  ])('over %s that the device leaves', (_name, octets) => {
    expect(bind({ by: 'name', value: 'ge-0/0/1' }, names(['7', octets]))).toEqual({ kind: 'bound', index: '7' });
  });

  it('by an alias with Vietnamese letters, and by one that is not UTF-8', () => {
    const rows = names(['1', 'Tuyến bệnh viện'], ['2', Buffer.from('Tuy\xEAn', 'latin1')]);
    expect(bind({ by: 'alias', value: 'Tuyến bệnh viện' }, rows)).toEqual({ kind: 'bound', index: '1' });
    expect(bind({ by: 'alias', value: 'Tuyên' }, rows)).toEqual({ kind: 'bound', index: '2' });
  });

  it('by octets in hex where no keyboard types the name', () => {
    expect(bind({ by: 'descr', value: '0x00ff10' }, names(['3', Uint8Array.of(0, 255, 16)]))).toEqual({
      kind: 'bound',
      index: '3',
    });
  });
});

describe('an interface is never guessed', () => {
  it('two of one name are ambiguous', () => {
    expect(bind({ by: 'alias', value: 'uplink' }, names(['1', 'uplink'], ['9', 'uplink']))).toEqual({
      kind: 'ambiguous',
      indexes: ['1', '9'],
    });
  });

  it('another case is missing, and named as near', () => {
    expect(bind({ by: 'name', value: 'gi0/1' }, names(['1', 'Gi0/1']))).toEqual({ kind: 'missing', near: ['Gi0/1'] });
  });

  it('an empty name is no name', () => {
    expect(textOf(Buffer.alloc(4))).toBe('');
    expect(bind({ by: 'name', value: 'x' }, names(['1', '']))).toEqual({ kind: 'missing', near: [] });
  });
});

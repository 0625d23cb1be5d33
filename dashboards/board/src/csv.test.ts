import { describe, expect, it } from 'vitest';
import { csvCell, csvOf } from './csv.ts';

describe('a cell', () => {
  it.each([
    ['Bệnh viện', 'Bệnh viện'],
    ['=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
    ['+1', "'+1"],
    ['-1+1', "'-1+1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    [' =1', "' =1"],
    ['\t=1', "'\t=1"],
    ['a,b', '"a,b"'],
    ['a;b', '"a;b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    [-0.25, '-0.25'],
    [0.9995, '0.9995'],
    [Number.NaN, ''],
    [null, ''],
  ])('%o is %o', (value, cell) => {
    expect(csvCell(value)).toBe(cell);
  });
});

it('a table has its mark and CR LF', () => {
  expect(
    csvOf([
      ['a', 1],
      ['b', null],
    ]),
  ).toBe('\uFEFFa,1\r\nb,\r\n');
});

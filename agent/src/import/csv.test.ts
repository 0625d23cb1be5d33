import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsv } from './csv.ts';

const texts = (source: string) => parseCsv(source).records.map((record) => record.map(({ text }) => text));

describe('a CSV text', () => {
  it.each([
    [
      'plain fields',
      'a,b\n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'no line end at its end',
      'a,b\r\n1,2',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    ['a byte order mark', '\uFEFFa,b\n', [['a', 'b']]],
    [
      'semicolons, as Excel writes them where the comma is decimal',
      'a;b\n1,5;2\n',
      [
        ['a', 'b'],
        ['1,5', '2'],
      ],
    ],
    [
      'tabs',
      'a\tb\n1\t2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'a separator inside quotes in the head',
      '"a,x,y";b\n1;2\n',
      [
        ['a,x,y', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'quotes, separators and line ends in a field',
      'a,b\n"x,""y""\r\nz",2\n',
      [
        ['a', 'b'],
        ['x,"y"\r\nz', '2'],
      ],
    ],
    [
      'blank lines',
      'a,b\n\n , \n1,2\n',
      [
        ['a', 'b'],
        ['1', '2'],
      ],
    ],
    [
      'empty fields, the last one too',
      'a,b,c\n,1,\n',
      [
        ['a', 'b', 'c'],
        ['', '1', ''],
      ],
    ],
    [
      'an empty last field without a line end',
      'a,b\n1,',
      [
        ['a', 'b'],
        ['1', ''],
      ],
    ],
    [
      'a carriage return alone as text',
      'a,b\n1\r2,3\n',
      [
        ['a', 'b'],
        ['1\r2', '3'],
      ],
    ],
    ['nothing', '', []],
  ])('may have %s', (_name, source, expected) => {
    expect(texts(source)).toEqual(expected);
    expect(parseCsv(source).mistakes).toEqual([]);
  });

  it('knows where each field stands, after a field of two lines as well', () => {
    const [, second, third] = parseCsv('a,b\n"x\ny",2\n3,4\n').records;
    expect(second?.map(({ line, column }) => [line, column])).toEqual([
      [2, 1],
      [3, 4],
    ]);
    expect(third?.map(({ line, column }) => [line, column])).toEqual([
      [4, 1],
      [4, 3],
    ]);
  });

  it('tells a quote that never closes, and one that closes too early, with their places', () => {
    expect(parseCsv('a,b\n1,"x\n').mistakes).toMatchObject([{ line: 2, column: 3 }]);
    expect(parseCsv('a,b\n"x" y,2\n').mistakes).toMatchObject([{ line: 2, column: 4 }]);
  });

  it('reads back whatever a strict writer wrote', () => {
    const field = fc.string({ unit: fc.constantFrom('a', 'ữ', ',', ';', '"', '\n', '\r', ' ', '\t', '1') });
    const record = fc.tuple(field, field, field).filter((fields) => fields.some((text) => text.trim() !== ''));
    fc.assert(
      fc.property(fc.array(record, { maxLength: 6 }), fc.constantFrom(',', ';', '\t'), (records, separator) => {
        const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
        const head = ['h1', 'h2', 'h3'];
        const source = [head, ...records].map((fields) => fields.map(quoted).join(separator)).join('\r\n');
        expect(texts(source)).toEqual([head, ...records]);
      }),
    );
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { offsetsOf } from '../../src/diagnostics/source.js';
import { duplicateKeys } from '../../src/document/duplicate-keys.js';
import { FileText } from '../../src/document/file-text.js';
import { openJson } from '../../src/document/json.js';
import { openPlainJson } from '../../src/document/plain-json.js';
import { openDocument } from '../../src/document/read.js';
import { scanJson } from '../../src/document/scan-json.js';

const bytesOf = (text: string) => Buffer.from(text);
const scan = (text: string, ...keys: readonly string[]) => scanJson(bytesOf(text), new Set(keys));

function fileOf(text: string, name = 'd.json') {
  const content = FileText.of(bytesOf(text))!;
  return { name, text, content, digest: '' };
}

/** Values as exports hold them: keys of ASCII, whole numbers. */
const plain = fc.jsonValue({ stringUnit: 'grapheme', maxDepth: 3 }).filter((value) => {
  const text = JSON.stringify(value);
  return (
    !/\\[bfu]|[\u007f-\u009f]|[0-9][.e]/.test(text) && !/"(?:[^"\\]|\\.)*(?:\\|[^ -~])[^"]*":/.test(text)
  );
});

/** Whether whoever looks closer has nothing to say about a text. */
function isInOrder(text: string): boolean {
  const { value, diagnostics } = collect((report) =>
    openDocument({ name: 'd.json', text, digest: '' }, report),
  );
  return value !== undefined && diagnostics.length === 0 && duplicateKeys(text).length === 0;
}

describe('JSON that is passed over quickly', () => {
  test('is in order, whatever is done to it', () => {
    const pieces = fc.constantFrom(
      ...['"', '\\', '{', '}', '[', ']', ',', ':', ' ', '0', '-', '1', 't', 'null', '"a":', '\\u0061', '\n'],
      ...[
        '\u007f',
        '\u0085',
        '\u00a0',
        '\ufeff',
        'é',
        '.5',
        'e1',
        '\t',
        '\\u0007',
        '\\n',
        '\\x',
        '{"a":1,"a":2}',
      ],
    );
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat(2), pieces), { maxLength: 3 });
    let accepted = 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), edits, fc.constantFrom(0, 1), (value, changes, indent) => {
        const text = changes.reduce(
          (before, [at, removed, added]) => {
            const place = at % (before.length + 1);
            return before.slice(0, place) + added + before.slice(place + removed);
          },
          JSON.stringify(value, null, indent),
        );
        if (!scan(text)) return;
        accepted++;
        expect(isInOrder(text)).toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(accepted).toBeGreaterThan(500);
  });

  test('is all that exports hold', () => {
    fc.assert(
      fc.property(plain, fc.constantFrom(0, 1, 4), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        expect(scan(text), text).toEqual([]);
        const opened = openPlainJson(fileOf(text), new Set());
        expect(JSON.stringify(opened?.value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['a comma too many', '[1,]'],
    ['a value too many', '[1] 2'],
    ['no comma', '[1 2]'],
    ['no value', '{"a":}'],
    ['the end in the middle', '{"a":1'],
    ['the end in a text', '["a'],
    ['the end in an escape', '["\\u00'],
    ['nothing', ' '],
    ['a leading zero', '[01]'],
    ['a lone sign', '[-]'],
    ['a fraction', '[1.5]'],
    ['an exponent', '[1e3]'],
    ['a word cut off', '[tru]'],
    ['a key twice', '{"a":1,"key":2,"a":3}'],
    ['a key twice, spelled otherwise', '{"a":1,"\\u0061":2}'],
    ['a key that is none', '{1:2}'],
    ['a line end in a text', '["a\nb"]'],
    ['an escape that is none', '["\\x"]'],
    ['a control character', '["\u007f"]'],
    ['a control character beyond ASCII', '["\u0085"]'],
    ['a control character by escape', '["\\u0007"]'],
    ['one beyond ASCII by escape', '["\\u009F"]'],
    ['a bell by its letter', '["\\b"]'],
    ['a mark before it', '\ufeff[]'],
    ['a space that is none', '[\u00a0]'],
    [
      'more keys than are compared',
      JSON.stringify(Object.fromEntries(Array.from({ length: 65 }, (_, i) => [`k${i}`, i]))),
    ],
  ])('is not what has %s', (_, text) => {
    expect(scan(text)).toBeUndefined();
  });

  test.each(['["\\u00e9\\n\\t\\"\\\\\\/ é"]', '[-0,10,-7]', '"a"', ' {"a":{"b":1},"c":{"b":1}}\n'])(
    'is %s',
    (text) => {
      expect(scan(text)).toEqual([]);
    },
  );

  test('has no more levels than any definition', () => {
    const levels = (count: number) => '['.repeat(count) + ']'.repeat(count);
    expect([scan(levels(1000)), scan(levels(1001))]).toEqual([[], undefined]);
  });

  test('is no YAML, whatever it looks like', () => {
    for (const [name, text] of [
      ['d.yaml', '{"groups": {}}'],
      ['d', '"groups"'],
      ['d', '1'],
    ] as const)
      expect(openPlainJson(fileOf(text, name), new Set())).toBeUndefined();
    expect(openPlainJson(fileOf('{"groups": {}}', 'd'), new Set())).toBeDefined();
  });
});

describe('a long list', () => {
  const rows = Array.from({ length: 900 }, (_, i) => ({ n: i, text: `“${i}” \\ ]},{"`, list: [i, [], {}] }));
  const value = {
    before: [1],
    long: rows,
    other: { long: [1, 2], deep: [{}, { long: rows.slice(0, 500) }] },
  };

  test.each([0, 1, 4])('is an array like any other, indented by %i', (indent) => {
    const opened = openPlainJson(fileOf(JSON.stringify(value, null, indent)), new Set(['long']));
    const read = opened?.value as typeof value;
    const { long } = read;
    expect(Array.isArray(long)).toBe(true);
    expect(long.length).toBe(rows.length);
    expect(JSON.stringify(read)).toBe(JSON.stringify(value));
    expect([...long]).toEqual(rows);
    expect(long.map(({ n }) => n)).toEqual(rows.map(({ n }) => n));
    expect(Object.entries(long)).toEqual(Object.entries(rows));
    expect([long[899], long[0], long[450], long[900], long[-1]]).toEqual([
      rows[899],
      rows[0],
      rows[450],
      undefined,
      undefined,
    ]);
    expect([899 in long, 900 in long, 'length' in long, Object.keys(long).length]).toEqual([
      true,
      false,
      true,
      900,
    ]);
    expect(read.other.deep[1]!.long).toEqual(rows.slice(0, 500));
  });

  test('is told by its key, its length, and that no such list is in it', () => {
    const text = JSON.stringify(value);
    const paths = (...keys: readonly string[]) => scan(text, ...keys)!.map(({ path }) => path);
    expect(paths('long')).toEqual([['long'], ['other', 'deep', 1, 'long']]);
    expect(paths('long', 'deep')).toEqual(paths('long'));
    expect(paths('deep')).toEqual([['other', 'deep']]);
    expect(paths()).toEqual([]);
  });

  test('cannot be changed', () => {
    const { long } = openPlainJson(fileOf(JSON.stringify(value)), new Set(['long']))!.value as typeof value;
    expect(() => {
      long[0] = rows[1]!;
    }).toThrow(TypeError);
    expect(() => long.push(rows[0]!)).toThrow(TypeError);
    expect(() => Object.defineProperty(long, '0', { value: 1 })).toThrow(TypeError);
    expect(Object.getOwnPropertyDescriptor(long, 'length')!.value).toBe(900);
  });

  test('has all its values, however many the last piece has', () => {
    for (let length = 300; length < 400; length++) {
      const some = rows.slice(0, length);
      const text = JSON.stringify({ long: some });
      const { long } = openPlainJson(fileOf(text), new Set(['long']))!.value as typeof value;
      expect([...long, long.length, long.at(-1)]).toEqual([...some, length, some.at(-1)]);
    }
  });

  test('keeps its places', () => {
    const text = JSON.stringify(value, null, 1);
    const { source } = openPlainJson(fileOf(text), new Set(['long']))!;
    const { value: whole } = collect((report) => openJson('d.json', text, report));
    for (const path of [
      ['long', 450, 'list'],
      ['other', 'deep', 1, 'long', 7],
    ])
      expect(offsetsOf({ source, path })).toEqual(offsetsOf({ source: whole!.source, path }));
  });
});

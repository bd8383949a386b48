import { describe, expect, test } from 'vitest';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { offsetsOf } from '../../src/diagnostics/source.js';
import { type Dialect, newestYaml, plainYaml } from '../../src/document/dialect.js';
import { readDocument } from '../../src/document/read.js';
import { playYaml } from '../../src/formats/ansible/dialect.js';
import { templateYaml } from '../../src/formats/cloudformation/dialect.js';
import { openstackYaml } from '../../src/formats/openstack/dialect.js';

function read(text: string, dialect: Dialect, name = 't.yaml') {
  const { value, diagnostics } = collect((report) =>
    readDocument({ name, text, digest: '' }, report, dialect),
  );
  const said = diagnostics.map(({ code, span }) => {
    const { start, end } = offsetsOf(span!);
    return `${code} ${text.slice(start, end)}`;
  });
  return { value: value?.value, said, diagnostics };
}

const lenient: readonly (readonly [string, Dialect])[] = [
  ['aws', plainYaml],
  ['CloudFormation', templateYaml],
  ['Heat', openstackYaml],
  ['Ansible', playYaml],
];

describe.each(lenient)('%s: what YAML forbids and tools take (fact 36)', (_, dialect) => {
  test.each<[name: string, text: string, value: unknown]>([
    [
      'a bracket at the indent of its key',
      'a:\n  b: [{\n    c: 1\n  }]\n  d: 2',
      { a: { b: [{ c: 1 }], d: 2 } },
    ],
    ['brackets left of their key', 'a:\n  b: [\n1,\n {c: 2}\n]\nd: 3', { a: { b: [1, { c: 2 }] }, d: 3 }],
    ['items left of their key', 'a:\n    b: {\n  c: 1,\n  d: 2 }', { a: { b: { c: 1, d: 2 } } }],
    ['a quote at the indent of its key', "a:\n  b: 'x\n  '\n  c: 1", { a: { b: 'x ', c: 1 } }],
    ['quoted text left of its key', 'a:\n  b: "x\ny\n\n z"\n  c: 1', { a: { b: 'x y\nz', c: 1 } }],
    ['a comment right behind a quote', 'a: "x"#c\nb: [1]#c', { a: 'x', b: [1] }],
    ['a tab behind a value', 'a: 1\t\nb: "x"\t# c', { a: 1, b: 'x' }],
    ['tabs within brackets', 'a: {\n\tb: 1\n\t}', { a: { b: 1 } }],
  ])('%s', (_, text, value) => {
    const found = read(text, dialect);
    expect(found.said).toEqual([]);
    expect(found.value).toEqual(value);
  });

  test.each(['a: [1', 'a: "x', 'a: {b: 1]', 'a: b: c', 'a:\n  - b\n - c', 'a: 1\n b: 2', 'a: [1]]', 'a: *b'])(
    '%j is refused all the same',
    (text) => {
      expect(read(text, dialect).value).toBeUndefined();
      expect(read(text, dialect).said[0]).toMatch(/^syntax/);
    },
  );

  test('the last of equal keys counts, with a warning at its place', () => {
    const found = read('a: 1\nb: { c: 1, "c": 2 }\n"a": 3', dialect);
    expect(found.value).toEqual({ a: 3, b: { c: 2 } });
    expect(found.said).toEqual(['repeated-key "a"', 'repeated-key "c"']);
  });

  test('so it is in JSON', () => {
    const found = read('{ "a": 1, "b": { "c": 1, "c": 2 }, "a": 3 }', dialect, 't.json');
    expect(found.value).toEqual({ a: 3, b: { c: 2 } });
    expect(found.said).toEqual(['repeated-key "c"', 'repeated-key "a"']);
  });
});

describe('the native language refuses', () => {
  test.each(['a: [{\n  b: 1\n}]\nc: 1', 'a:\n  b: "x\n  y"', 'a: "x"#c', 'a: 1\na: 2'])('%j', (text) => {
    expect(read(`${text}\n`, newestYaml).value).toBeUndefined();
  });

  test('keys that stand twice in JSON', () => {
    expect(read('{"a":1,"a":2}', newestYaml, 't.json').said).toEqual(['duplicate-key "a"']);
  });
});

describe('merge keys of YAML 1.1', () => {
  test.each<[text: string, value: unknown]>([
    ['a: &a { x: 1, w: 2 }\nb: { <<: *a, w: 3 }', { x: 1, w: 3 }],
    ['a: &a { x: 1, w: 2 }\nb: { w: 3, <<: *a }', { x: 1, w: 3 }],
    ['a: [&a { x: 1 }, &b { x: 2, w: 2 }]\nb: { <<: [*a, *b] }', { x: 1, w: 2 }],
    ['b: { <<: { x: 1 }, w: 2 }', { x: 1, w: 2 }],
    ['a: &a { x: 1 }\nc: &c { <<: *a, w: 2 }\nb: { <<: *c, z: 3 }', { x: 1, w: 2, z: 3 }],
    ['b: { "<<": { x: 1 } }', { '<<': { x: 1 } }],
  ])('%s', (text, value) => {
    for (const dialect of [templateYaml, openstackYaml, playYaml]) {
      const found = read(text, dialect);
      expect(found.said).toEqual([]);
      expect((found.value as { b: unknown }).b).toEqual(value);
    }
  });

  test('take mappings only', () => {
    expect(read('b: { <<: 1 }', playYaml).said).toEqual(['syntax 1']);
  });

  test('cannot fill the memory', () => {
    const lines = Array.from(
      { length: 60 },
      (_, i) => `a${i + 1}: &a${i + 1} { p: { <<: *a${i} }, q: { <<: *a${i} } }`,
    );
    expect(read(['a0: &a0 { x: 1 }', ...lines].join('\n'), playYaml).said).toEqual([
      expect.stringMatching(/^syntax/),
    ]);
  });

  test('are keys like others in YAML 1.2', () => {
    expect(read('a: { <<: { x: 1 } }', plainYaml).value).toEqual({ a: { '<<': { x: 1 } } });
  });
});

describe('where YAML 1.1 and 1.2 differ', () => {
  const text = 'a: no\nb: [0443, 1_000, 22:22, "no", \'0443\', !!str no]\non: 1\ndescription: yes\n';

  test('the native language reads 1.2 and says so', () => {
    const found = read(text, newestYaml);
    expect(found.value).toMatchObject({ a: 'no', b: [443, '1_000', '22:22', 'no', '0443', 'no'], on: 1 });
    expect(found.said).toEqual([
      'yaml-versions no',
      ...['0443', '1_000', '22:22'].map((one) => `yaml-versions ${one}`),
      'yaml-versions on',
    ]);
    expect(found.diagnostics[1]).toMatchObject({
      message: 'this is 443; YAML 1.1 parsers read it as 291',
      suggestion: 'write 443, or "0443"',
    });
  });

  test('a spelling is told once, and not more spellings than help', () => {
    const same = read(`a: [${'no, '.repeat(500)}no]`, newestYaml);
    expect(same.said).toEqual(['yaml-versions no']);
    expect(same.diagnostics[0]!.related).toMatchObject([
      { message: 'and here' },
      { message: 'and here, and in 498 more places' },
    ]);
    const many = read(`a: [${Array.from({ length: 500 }, (_, i) => `1_${i}`).join(', ')}]`, newestYaml);
    expect(many.said).toHaveLength(21);
    expect(many.diagnostics[20]!.message).toContain('480 more spellings');
  });

  test('Heat reads 1.1 and says so', () => {
    const found = read(text, openstackYaml);
    expect(found.value).toEqual({
      a: false,
      b: [291, 1000, 1342, 'no', '0443', 'no'],
      true: 1,
      description: true,
    });
    expect(found.said).toHaveLength(5);
    expect(found.diagnostics[0]).toMatchObject({
      message: "PyYAML reads this as false (YAML 1.1), not as the text 'no'",
      suggestion: 'write false, or "no"',
    });
  });

  test.each(['\u2028', '\u2029'])('a line end of YAML 1.1 that looks like none is refused: %j', (end) => {
    for (const dialect of [openstackYaml, templateYaml, playYaml])
      expect(read(`a: 1 # x${end}b: 2`, dialect)).toMatchObject({
        said: [`syntax ${end}`],
        value: undefined,
      });
    expect(read(`a: 1 # x${end}b: 2`, plainYaml).value).toEqual({ a: 1 });
  });

  test('PyYAML refuses a plain equals sign', () => {
    expect(read('a: =', openstackYaml).said).toEqual(['syntax =']);
    expect(read('a: "="', openstackYaml).value).toEqual({ a: '=' });
  });

  test("aws's own command writes YAML 1.2", () => {
    const found = read(text, plainYaml);
    expect(found.said).toEqual([]);
    expect(found.value).toMatchObject({ a: 'no', b: [443, '1_000', '22:22', 'no', '0443', 'no'] });
  });
});

import { describe, expect, test } from 'vitest';
import { compileDefinition, expectRefused, expectWarnings } from '../support/definition.js';

describe('YAML that is not YAML', () => {
  test.each<[text: string, blamed: string]>([
    ['groups: {', ''],
    ['groups: [web', ''],
    ['groups:\n\tweb: {}', ''],
    ['groups: web: {}', ''],
    ['groups:\n  "web: {}', ''],
    ['groups:\n web: {}\n  db: {}', ''],
    ['groups: *nowhere', '*nowhere'],
    ['groups: { web: {} } }', '}'],
    ['%YAML 3.0 x\n---\ngroups: {}', ''],
    ['groups: &a &b {}', ''],
    ['groups: @web', ''],
    ['groups: `web`', ''],
    ['groups: "\\x"', ''],
    ['<<<<<<< HEAD\ngroups: {}\n=======\n', ''],
  ])('%j', async (text, blamed) => {
    const { diagnostics } = await withOnlyCode(text, 'syntax');
    expect(diagnostics[0]!.place).toMatch(/^d\.yaml:\d+:\d+$/);
    if (blamed !== '') expect(diagnostics[0]!.blamed).toBe(blamed);
  });
});

async function withOnlyCode(text: string, code: string) {
  const result = await compileDefinition(text);
  expect(new Set(result.diagnostics.map((one) => one.code))).toEqual(new Set([code]));
  expect(result).toMatchObject({ status: 1, stdout: '', scripts: {} });
  return result;
}

test('all errors of a text are told', async () => {
  const { diagnostics } = await withOnlyCode('groups:\n  a: *x\n  b: *y\n', 'syntax');
  expect(diagnostics.map(({ place, blamed }) => [place, blamed])).toEqual([
    ['d.yaml:2:6', '*x'],
    ['d.yaml:3:6', '*y'],
  ]);
});

describe('several documents', () => {
  test.each(['groups: {}\n---\nhosts: {}\n', 'groups: {}\n...\n---\nhosts: {}\n', '---\n---\nhosts: {}\n'])(
    '%j',
    async (text) => {
      const { diagnostics } = await expectRefused(text, ['syntax', 'hosts: {}']);
      expect(diagnostics[0]!.message).toContain('one YAML document');
    },
  );
});

describe('what YAML would turn into something else is refused', () => {
  test.each<[text: string, blamed: string]>([
    ['groups: { 1.10: {} }', '1.10'],
    ['groups: { 0x10: {} }', '0x10'],
    ['groups: { 1e3: {} }', '1e3'],
    ['groups: { ~: {} }', '~'],
    ['groups: { null: {} }', 'null'],
    ['groups: { True: {} }', 'True'],
    ['groups: { [a, b]: {} }', '[a, b]'],
    ['groups: { web: !Ref other }', '!Ref'],
    ['groups: !!merge {}', '!!merge'],
  ])('%s', async (text, blamed) => {
    await expectRefused(text, ['syntax', blamed]);
  });

  test('one key in two spellings', async () => {
    await expectRefused('groups: { 1: {}, "1": { ingress: [] } }', ['duplicate-key', '"1"']);
  });
});

describe('YAML 1.2 whatever a file declares', () => {
  test.each(['', '%YAML 1.1\n---\n', '%YAML 1.2\n---\n'])('%j: no, on and off are texts', async (head) => {
    const text = `${head}groups: { no: {}, on: {} }\nhosts: { off: { interfaces: { eth0: { groups: [no, on], addresses: [10.0.0.1] } } } }`;
    const { scripts } = await expectWarnings(
      text,
      ...['no', 'on', 'off'].map((one) => ['yaml-versions', one] as const),
    );
    expect(Object.keys(scripts)).toEqual(['off.nft']);
  });

  test('a merge key is a key like others', async () => {
    await expectRefused('%YAML 1.1\n---\ngroups: {}\n<<: { groups: {} }', [
      'unknown-key',
      '<<',
      'known keys',
    ]);
  });
});

describe('aliases', () => {
  test('stand for what they refer to', async () => {
    await expectWarnings(`
groups: { web: { ingress: &rules [{ allow: ssh, from: anywhere }] }, db: { ingress: *rules } }
hosts: { h: { interfaces: { eth0: { groups: [web, db], addresses: [10.0.0.1] } } } }
`);
  });

  test('a bomb of them is refused before it goes off', async () => {
    const levels = Array.from(
      { length: 9 },
      (_, i) => `b${i}: &b${i} [${Array(9).fill(i === 0 ? 'x' : `*b${i - 1}`)}]`,
    );
    const started = performance.now();
    const { diagnostics } = await withOnlyCode(levels.join('\n'), 'syntax');
    expect(diagnostics[0]!.message).toContain('Excessive alias count');
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  test.each<[text: string, blamed: string]>([
    ['groups: &a { web: *a }', '*a'],
    ['groups: { web: &a { ingress: [*a] } }', '*a'],
    ['groups: &a { web: &b { ingress: [*a, *b] } }', '*a'],
  ])('one within what it refers to: %s', async (text, blamed) => {
    const { diagnostics } = await withOnlyCode(text, 'syntax');
    expect(diagnostics[0]!.blamed).toBe(blamed);
  });
});

test.each(['[', '{ a: ', '- '])('nesting without end: %j', async (opening) => {
  const { diagnostics } = await withOnlyCode(opening.repeat(20_000), 'syntax');
  expect(diagnostics.length).toBeGreaterThan(0);
});

test('20,000 keys of one mapping are compared quickly', async () => {
  const groups = Array.from({ length: 20_000 }, (_, i) => `  g${i}: {}`);
  const started = performance.now();
  await expectRefused(`groups:\n${groups.join('\n')}\n  g7: {}\n`, ['duplicate-key', 'g7']);
  expect(performance.now() - started).toBeLessThan(10_000);
});

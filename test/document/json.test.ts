import { describe, expect, test } from 'vitest';
import { compileDefinition, expectRefused } from '../support/definition.js';

const groups = JSON.stringify(
  { SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web', IpPermissions: [], IpPermissionsEgress: [] }] },
  null,
  2,
);

describe('JSON that is cut off says so, wherever it is cut', () => {
  const lengths = Array.from({ length: 20 }, (_, i) => 1 + Math.floor((i * (groups.length - 2)) / 19));

  test.each(lengths)('after %i characters', async (length) => {
    const { diagnostics } = await compileDefinition({ 'groups.json': groups.slice(0, length) });
    expect(diagnostics).toMatchObject([{ code: 'syntax' }]);
    expect(diagnostics[0]!.message).toContain('cut off');
  });
});

describe('JSON that is wrong', () => {
  test.each<[text: string, blamed: string]>([
    ['{"groups": {},}', '}'],
    ["{'groups': {}}", "'groups'"],
    ['{"groups" {}}', '{'],
    ['{"groups": {}} x', 'x'],
    ['{"groups": nope}', 'nope'],
    ['// no comment\n{}', '// no comment'],
    ['{ /* no comment */ "groups": {} }', '/* no comment */'],
    ['{"groups": {"web": {"description": "tab\there"}}}', '"tab here"'],
    ['{"groups": 01}', '1'],
    ['groups: {}', 'groups'],
    ['{"a": "\\x"}', '"\\x"'],
  ])('%s', async (text, blamed) => {
    const { diagnostics, ...result } = await compileDefinition({ 'd.json': text });
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['syntax']));
    expect(result).toMatchObject({ status: 1, stdout: '', scripts: {} });
    expect(diagnostics[0]!.blamed).toBe(blamed);
    expect(diagnostics[0]!.message).toMatch(/^this is not JSON \([a-z ]+\)$/);
  });

  test('every key that stands twice is told', async () => {
    await expectRefused(
      { 'd.json': '{"groups": {"a": {}, "b": {}, "a": {}}, "groups": {}}' },
      ['duplicate-key', '"a"'],
      ['duplicate-key', '"groups"'],
    );
  });
});

describe('JSON of no known shape', () => {
  test.each(['[]', '[1, 2]'])('%s', async (text) => {
    await expectRefused({ 'd.json': text }, ['unknown-shape', text]);
  });

  test.each(['{"securityGroups": []}', '{"Ressources": {}}', '{"version": 4, "terraformVersion": "1.5.0"}'])(
    '%s says which keys there are',
    async (text) => {
      const { diagnostics, status } = await compileDefinition({ 'd.json': text });
      expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['unknown-shape']));
      expect(status).toBe(1);
    },
  );
});

test.each(['[', '{"a":'])('nesting without end: %s', async (opening) => {
  const closing = opening === '[' ? ']' : '}';
  const text = opening.repeat(100_000) + (opening === '[' ? '' : '1') + closing.repeat(100_000);
  const { diagnostics, status } = await compileDefinition({ 'd.json': text });
  expect(diagnostics[0]!.code).toBe('syntax');
  expect(diagnostics[0]!.message).toContain('nested too deeply');
  expect(status).toBe(1);
});

test('a fault at the end of a very long line is found and shown quickly', async () => {
  const lists = Array.from({ length: 20_000 }, (_, i) => `"l${i}":["10.0.0.1"]`).join();
  const started = performance.now();
  const { diagnostics } = await compileDefinition({
    'd.json': `{"prefixLists":{${lists}},"groups":{"web":{"members":["10.0.0.300"]}}}`,
  });
  expect(diagnostics).toMatchObject([{ code: 'invalid-address', blamed: '"10.0.0.300"' }]);
  expect(performance.now() - started).toBeLessThan(10_000);
});

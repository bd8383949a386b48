import { describe, expect, test } from 'vitest';
import { compile } from '../../src/compiler/library.js';
import { compileDefinition, expectErrors, expectRefused } from '../support/definition.js';

const ESC = '\x1b';

describe('as they are', () => {
  test.each<[what: string, text: string, place: string]>([
    ['in a name', 'groups: { w\x07b: {} }', '1:12'],
    ['in a description', 'groups: { web: { description: "a\x1b[31mred" } }', '1:33'],
    ['in a comment', 'groups: {}\n# \x08\n', '2:3'],
    ['delete', 'groups: {} # \x7f', '1:14'],
    ['of Latin-1', 'groups: {} # \x9b', '1:14'],
    ['next line', 'groups: {} # \x85', '1:14'],
    ['behind a wide character', 'groups: {} # 😀\x01', '1:15'],
  ])('%s', async (_, text, place) => {
    const { diagnostics } = await compileDefinition(text);
    expect(diagnostics).toMatchObject([{ code: 'control-character', place: `d.yaml:${place}` }]);
    expect(diagnostics[0]!.blamed).toMatch(/^\\u\{[0-9a-f]+\}$/);
  });

  test('all of them are told, and none reaches the terminal', async () => {
    const compiled = await compileDefinition(`groups: {}\n# ${ESC}]0;title\x07\n# ${ESC}[2J\n`);
    expectErrors(
      compiled,
      ['control-character', '\\u{1b}'],
      ['control-character', '\\u{7}'],
      ['control-character', '\\u{1b}'],
    );
    expect(compiled.stderr).not.toContain(ESC);
  });

  test('a file of nothing else is not told to the end', async () => {
    const { diagnostics } = await compileDefinition('\x01'.repeat(10_000));
    expect(diagnostics.length).toBeLessThan(50);
  });

  test('in a prefix list', async () => {
    const files = { 'd.yaml': 'prefixLists: { a: { file: a.txt } }', 'a.txt': '10.0.0.1\n10.0.0.2 # \x07\n' };
    const { diagnostics } = await expectRefused(files, ['control-character', '\\u{7}']);
    expect(diagnostics[0]!.place).toBe('a.txt:2:12');
  });

  test('in a text that a program hands over', async () => {
    const { value, diagnostics } = await compile([{ name: 'd.yaml', text: 'groups: {} # \x07' }]);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code }) => code)).toEqual(['control-character']);
  });
});

describe('written as escapes', () => {
  test.each<[file: string, text: string, blamed: string]>([
    ['d.yaml', 'groups: { web: { description: "a\\u0007b" } }', '"a\\u0007b"'],
    ['d.yaml', 'groups: { web: { description: "a\\e[31mb" } }', '"a\\e[31mb"'],
    ['d.yaml', 'groups: { web: { description: "a\\0b" } }', '"a\\0b"'],
    ['d.yaml', 'groups: { web: { description: "a\\Nb" } }', '"a\\Nb"'],
    ['d.yaml', 'groups: { "w\\x08b": {} }', '"w\\x08b"'],
    ['d.yaml', 'groups: { web: { tags: { "k\\x7f": v } } }', '"k\\x7f"'],
    ['d.yaml', 'hosts: { h: { interfaces: { "e\\ath": {} } } }', '"e\\ath"'],
    ['d.yaml', 'groups: { web: { ingress: [{ allow: ssh, from: "10.0.0.1\\0" }] } }', '"10.0.0.1\\0"'],
    ['d.json', '{"groups": {"web": {"description": "a\\u0007b"}}}', '"a\\u0007b"'],
    ['d.json', '{"groups": {"web": {"description": "a\\bb"}}}', '"a\\bb"'],
    ['d.json', '{"groups": {"w\\u0000b": {}}}', '"w\\u0000b"'],
    ['d.json', '{"SecurityGroups": [{"GroupId": "sg-1", "Description": "a\\u001bb"}]}', '"a\\u001bb"'],
    ['d.json', '{"SecurityGroups": [{"GroupId": "sg-1", "Tags": [{"Key": "\\u009b"}]}]}', '"\\u009b"'],
  ])('%s: %s', async (file, text, blamed) => {
    await expectRefused({ [file]: text }, ['control-character', blamed]);
  });

  test('all of them are told, in keys and in values', async () => {
    const text = 'groups: { "a\\a": { description: "\\b" }, "c\\v": {} }';
    await expectRefused(
      text,
      ['control-character', '"a\\a"'],
      ['control-character', '"\\b"'],
      ['control-character', '"c\\v"'],
    );
  });
});

test('tabs, line ends and backslashes of text stay', async () => {
  const text =
    'groups: { web: { description: "a\\tb\\r\\nc\\\\d" } }\nhosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1] } } } }';
  expect((await compileDefinition(text)).status).toBe(0);
});

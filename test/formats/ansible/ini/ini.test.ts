import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { collect } from '../../../../src/diagnostics/diagnostic.js';
import { printDiagnostic } from '../../../../src/diagnostics/print.js';
import { type TextFile, textFile } from '../../../../src/document/file.js';
import { FileText } from '../../../../src/document/file-text.js';
import { playYaml } from '../../../../src/formats/ansible/dialect.js';
import { readIni } from '../../../../src/formats/ansible/ini.js';
import { openInventory } from '../../../../src/formats/ansible/ini-inventory.js';
import { readPrinted } from '../../../support/printed.js';

/** Names of variables, sorted; `null` where a reader refuses the text. */
type Answer = readonly string[] | null;

const folder = import.meta.dirname;
const ANSWERS = path.join(folder, 'answers.json');

/** Lines that are odd in a section of one kind or another. */
const lines = [
  'web1',
  'web1 a=1 b=2',
  '  web1\ta=1  ',
  'web1 a=1 # b=2',
  'web1 a=1#b c=2',
  'web1 #a=1',
  '# web1 a=1',
  '; web1 a=1',
  'web1 ; a=1',
  'web1 a="b c=d" e=f',
  "web1 a='b c=d' e=f",
  'web1 "a=b c" d=e',
  'web1 "a"=b c""=d',
  'web1 a=b\\ c=d e=1',
  'web1 a="b\\"c d=e" f=1',
  "web1 a='b\\' c=d",
  'web1 a="b',
  "web1 a=it's",
  'web1 a=b\\',
  'web1 a b=c',
  'web1 a = b',
  'web1 =a',
  'web1 a==b',
  'web1 "" a=b',
  'web[1:3].example.com:2222 a=b',
  '10.0.0.5:2222 a=b',
  '[2001:db8::5]:2222 a=b',
  '[2001:db8::5]',
  'web1: a=b',
  '---',
  'a=b',
  'a = b # c',
  'a b = c',
  '=b',
  'a',
  'a # c',
  'a:b',
  'a ]',
  '[other]',
  '[other] # c\nweb2 d=e',
  '[other ]\nweb2 d=e',
  '[ other]',
  '[other:vars]\nd=e',
  '[other:vars]x=y',
  '[other:kids]',
  '[other:vars:vars]',
  '[]',
  '[other',
  'web1 a=b\r\nweb2 c=d',
  'web1 a=b\rweb2 c=d',
  'web1 a=b\u2028web2 c=d',
  'web1\u00a0a=b',
  '\u00a0web1 a=b\u00a0',
  'web1 é=b',
  'web1 __proto__=b',
];

/** Each line alone and in a section of each kind, with the groups that it may name. */
const texts = ['', '[web]\n', '[web:vars]\n', '[web:children]\n'].flatMap((before) =>
  lines.map((line) => `[other]\n[a]\n[web1]\n[web]\n[ungrouped]\n${before}${line}\n`),
);

function judged(asked: readonly string[]): readonly Answer[] | undefined {
  const { status, stdout } = spawnSync('/usr/bin/python3', [path.join(folder, 'judge.py')], {
    input: JSON.stringify(asked),
    encoding: 'utf8',
  });
  return status === 0 ? (JSON.parse(stdout) as readonly Answer[]) : undefined;
}

function ours(text: string): Answer {
  const { names, faults } = readIni(text);
  return faults.length > 0 ? null : [...new Set(names.map((one) => one.text))].sort();
}

const hasAnsible = judged([]) !== undefined;

describe('an inventory in INI sets what Ansible finds in it', () => {
  test('by the answers that it gave', () => {
    const answers = JSON.parse(readFileSync(ANSWERS, 'utf8')) as readonly Answer[];
    const asked = texts.map((text, i) => ({ text, theirs: answers[i]! }));
    const read = asked.filter(({ theirs }) => theirs !== null);
    expect(read.length).toBeGreaterThan(texts.length / 3);
    expect(read.map(({ text }) => ({ text, theirs: ours(text) }))).toEqual(read);
    // Names of hosts and groups that it refuses set nothing.
    const refused = asked.filter(({ theirs }) => theirs === null).map(({ text }) => ours(text));
    expect(refused.filter((one) => one !== null && one.length > 0)).toEqual([]);
  });

  test.skipIf(!hasAnsible)('which are still its answers', async () => {
    const answers = judged(texts)!.map((one) => JSON.stringify(one));
    await expect(`[\n${answers.join(',\n')}\n]\n`).toMatchFileSnapshot(ANSWERS);
  });
});

const inventory = (text: string, name = 'hosts') => openInventory(textFile(name, text));

describe('a file is an inventory in INI', () => {
  test.each([
    ['with sections', 'production', '[web]\nweb1\n'],
    ['with variables', 'production', 'web1 a=1\n'],
    ['called so', 'hosts', 'web1\n'],
    ['called so and broken', 'inventory.ini', '[web]\nweb1 a\n'],
    ['broken, with a section that nothing else has', 'staging.ini', '[web:vars]\na\n'],
    ['with a section that YAML takes for a list', 'hosts', '[web]\n'],
    ['called so and INI to Ansible, whatever YAML makes of it', 'hosts.ini', 'a: {}\n'],
  ])('%s', (_, name, text) => {
    expect(inventory(text, name)).toBeDefined();
  });

  test.each([
    ['YAML', 'hosts', 'all: { hosts: { web1: {} } }\n'],
    ['YAML by its name', 'hosts.yml', '[web]\nweb1 a=1\n'],
    ['of another program', 'tox.ini', '[tox]\nenvlist = py3\n'],
    ['with settings of Ansible', 'ansible.cfg', '[defaults]\ninventory = hosts\n'],
    ['words, one a line', 'VERSION', '1.2.3\n'],
    ['text', 'LICENSE', 'All rights reserved.\n'],
    ['binary', 'inventory', 'web1 a=1\u0007\n'],
  ])('not what is %s', (_, name, text) => {
    expect(inventory(text, name)).toBeUndefined();
  });

  test.each(['d.json', 'export', '-'])(
    'not what begins as JSON, of which the rest is not decoded: %s',
    (name) => {
      const content = FileText.of(Buffer.from(`{ "SecurityGroups": [${' '.repeat(1000)}] }`))!;
      const file: TextFile = {
        name,
        digest: '',
        content,
        get text(): string {
          throw new Error('decoded');
        },
      };
      expect(openInventory(file)).toBeUndefined();
    },
  );

  test('and says once where Ansible does not read it', () => {
    const { diagnostics } = collect((report) =>
      inventory('[web]\nweb1 a\nweb2 b\n[c:d]\n')!.as(playYaml, report),
    );
    const [said, ...others] = readPrinted(diagnostics.map((one) => printDiagnostic(one)).join('\n'));
    expect(others).toEqual([]);
    expect(said).toMatchObject({
      code: 'ignored-value',
      severity: 'warning',
      place: 'hosts:2:1',
      blamed: 'web1 a',
    });
    expect(said!.message).toContain("'web1 a', which Ansible does not read, nor 2 more");
  });
});

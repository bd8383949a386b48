import { describe, expect, test } from 'vitest';
import { targets } from '../../../src/target/target.js';
import { secgroup } from '../../support/cli.js';
import { compileDefinition, withFiles } from '../../support/definition.js';

/** What descriptions and tags really hold, and what they should not be able to do. */
const texts = {
  quotes: `it's "quoted" \\ and \\" so on`,
  'the end of a block': '} } } \n}\n',
  'a rule of nft': '" accept; ip saddr 0.0.0.0/0 accept #',
  'a line of nft': 'x\n\t\taccept\n\t\tiifname "eth0" accept',
  'a command': '$(touch /tmp/x) `touch /tmp/x` ; touch /tmp/x & | > /tmp/x',
  'the end of a heredoc': 'END_OF_RULES\nEND_OF_SETS\nEOF\ntouch /tmp/x\n',
  'a comment': '# // /* -- */ #',
  'a variable': '$HOME \u0024{IFS} %n %s %%',
  'a template': '{{ header }} {% raw %} {# x #}',
  'line ends': 'a\r\nb\rc\u2028d\u2029e',
  'a reversed line': '\u202eevil\u202c \u200f\u2066x\u2069 \ufeff',
  'other scripts': 'Ünïcödé 防火墙 🔥',
  'much of it': 'long '.repeat(2_000),
} as const;

const kinds = Object.entries(texts);

const withText = (text: string | undefined) => ({
  'd.json': JSON.stringify({
    groups: {
      web: {
        description: text,
        tags: { note: text ?? '', [text === undefined ? 'key' : `key ${text}`]: 'value' },
        ingress: [
          { allow: ['http', 'icmp/echo-request'], from: 'anywhere', description: text },
          { allow: 'ssh', from: ['10.0.0.0/8', '2001:db8::/32'], description: text },
        ],
        egress: [{ allow: 'all', to: '10.0.0.0/8', description: text }],
      },
    },
    hosts: {
      'web-1': {
        description: text,
        tags: { note: text ?? '' },
        interfaces: { eth0: { description: text, addresses: ['10.0.0.1'], groups: ['web'] } },
      },
    },
  }),
});

/** The script without what is for people: comments of nft and of the shell. */
const withoutComments = (script: string) =>
  script
    .replace(/ comment "[^"\n]*"/g, '')
    .replace(/(^|\s)#[^!].*$/gm, '')
    .replace(/[ \t]+$/gm, '')
    .replace(/\n+/g, '\n');

describe.each(targets)('free text changes nothing in a script for %s', (target) => {
  test.each(kinds)('%s', async (_, text) => {
    const plain = await compileDefinition(withText(undefined), '--target', target);
    const told = await compileDefinition(withText(text), '--target', target);
    expect(told).toMatchObject({ status: 0, diagnostics: [] });
    const [script] = Object.values(told.scripts);
    expect(withoutComments(script!)).toBe(withoutComments(Object.values(plain.scripts)[0]!));
    expect(script).toMatch(/^[\t\n -~]*$/);
  });
});

describe('free text is kept, and shown', () => {
  test.each(kinds)('%s', async (_, text) => {
    await withFiles(withText(text), async (folder) => {
      const file = `${folder}/d.json`;
      const group = JSON.parse((await secgroup('show', 'web', file, '--json')).stdout);
      expect(group.description).toBe(text);
      expect(group.tags).toEqual({ note: text, [`key ${text}`]: 'value' });
      expect(group.rules.map((rule: { description: string }) => rule.description)).toEqual([
        text,
        text,
        text,
      ]);
      const host = JSON.parse((await secgroup('show', 'web-1', file, '--json')).stdout);
      expect(host.interfaces[0].ingress[0].rules[0].description).toBe(text);
    });
  });

  test.each(kinds)('%s, without acting on the terminal', async (_, text) => {
    await withFiles(withText(text), async (folder) => {
      for (const args of [['show', 'web'], ['show', 'web-1'], ['list']]) {
        const { stdout, status } = await secgroup(...args, `${folder}/d.json`);
        expect(status).toBe(0);
        expect(stdout).not.toMatch(/[^\n\P{Cc}]|[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u);
      }
    });
  });
});

describe('free text changes nothing in what is provisioned', () => {
  test.each(['systemd', 'cloud-init', 'ansible'])('%s', async (kind) => {
    const provision = (text: string | undefined) =>
      withFiles(withText(text), async (folder) => {
        const { stdout } = await secgroup('provision', kind, `${folder}/d.json`, '--json');
        const { hosts } = JSON.parse(stdout);
        const files: { path: string; text: string }[] = hosts[0].files;
        // Scripts have comments, and the digest of the definition.
        return files
          .filter(({ path }) => !/\.nft$|\/next\//.test(path))
          .map((file) => [file.path, file.text.replace(/printf %s '\S+'/, 'printf')]);
      });
    const plain = await provision(undefined);
    for (const [, text] of kinds) expect(await provision(text)).toEqual(plain);
  });
});

test('names of groups are comments too', async () => {
  const named = (name: string) =>
    JSON.stringify({
      groups: { [name]: { ingress: [{ allow: 'ssh', from: '10.0.0.0/8' }] } },
      hosts: { h: { interfaces: { eth0: { addresses: ['10.0.0.1'], groups: [name] } } } },
    });
  const plain = await compileDefinition({ 'd.json': named('web') });
  for (const name of ['$(touch x)', '{{ x }}', '#;{}!$*', '} accept; #', '[+=&]:/(),@']) {
    const { scripts, status } = await compileDefinition({ 'd.json': named(name) });
    expect(status).toBe(0);
    expect(withoutComments(scripts['h.nft']!)).toBe(withoutComments(plain.scripts['h.nft']!));
  }
});

import { describe, expect, test } from 'vitest';
import { isCounterName } from '../../../src/target/nftables/counters.js';
import { compileText } from '../../support/compile.js';

const host = (rules: string, more = '') => `
groups: { web: { ingress: [${rules}], egress: [] }, app: { ingress: [${more}], egress: [] } }
hosts: { dut: { counters: true, interfaces: { eth0: { addresses: [192.0.2.9], groups: [web, app] } } } }
`;

const SSH = '{ allow: ssh, from: 10.0.0.0/8, description: administration }';
const WEB = '{ allow: http, from: anywhere-ipv4 }';

/** The counters of a rule that accepts, by what it matches. */
async function counted(text: string) {
  const { text: script } = await compileText(text);
  const declared = Array.from(
    script.matchAll(/^\tcounter (\S+) \{ \}(?: {2}# (.*))?$/gm),
    ([, name, what]) => [name!, what] as const,
  );
  const rules = Array.from(script.matchAll(/^\t\t(.*counter name .*)$/gm), ([, rule]) => ({
    rule: rule!,
    names: Array.from(rule!.matchAll(/counter name "([^"]+)"/g), ([, name]) => name!),
  }));
  return { script, declared: new Map(declared), rules };
}

/** What the comments of counters call the rules that a rule of the script counts for. */
async function behind(text: string, what: string) {
  const { declared, rules } = await counted(text);
  return rules.find(({ rule }) => rule.startsWith(what))!.names.map((name) => declared.get(name));
}

test('a rule has a counter, and the script declares it', async () => {
  const { declared, rules } = await counted(host(`${SSH}, ${WEB}`));
  expect([...declared.values()].filter((what) => what !== undefined).sort()).toEqual([
    'web ingress 1 (administration)',
    'web ingress 2',
  ]);
  expect(rules.flatMap(({ names }) => names).every((name) => declared.has(name))).toBe(true);
  expect([...declared.keys()].every(isCounterName)).toBe(true);
});

test('its name is that of what the rule says, wherever it stands and however it is described', async () => {
  const nameOf = async (text: string) =>
    (await counted(text)).rules.find(({ rule }) => rule.startsWith('ip saddr'))!.names;
  const name = await nameOf(host(`${SSH}, ${WEB}`));
  expect(
    await nameOf(host(`${WEB}, { allow: dns, from: anywhere }, ${SSH.replace('administration', 'other')}`)),
  ).toEqual(name);
  expect(await nameOf(host(`${SSH.replace('10.0.0.0/8', '10.0.0.0/9')}, ${WEB}`))).not.toEqual(name);
  expect(await nameOf(host(`${SSH.replace('ssh', 'tcp/23')}, ${WEB}`))).not.toEqual(name);
  expect(await nameOf(host(WEB, SSH))).not.toEqual(name);
});

test('what comes of several rules is counted for each, by another counter', async () => {
  const text = host(
    '{ allow: tcp/80, from: 10.0.0.0/9 }, { allow: tcp/80, from: 10.128.0.0/9 }, { allow: tcp/90, from: 10.0.0.0/8 }',
  );
  expect(await behind(text, 'ip saddr 10.0.0.0/8')).toEqual([
    'web ingress 1, merged with others',
    'web ingress 2, merged with others',
  ]);
  const { rules } = await counted(text);
  expect(rules.map(({ names }) => names.length).sort()).toEqual([1, 1, 1, 1, 2]);
  const together = rules.find(({ names }) => names.length === 2)!.names;
  expect(together.map((name) => /^in-web-[0-9a-f]{12}\.shared$/.test(name))).toEqual([true, true]);
});

test('ports with the same peers share a chain only where they come of the same rules', async () => {
  const apart = await counted(
    host(`{ allow: tcp/80, from: 10.0.0.0/8 }, { allow: tcp/90, from: 10.0.0.0/8 }`),
  );
  expect(apart.rules.filter(({ rule }) => rule.startsWith('ip saddr'))).toHaveLength(2);
  const together = await counted(host(`{ allow: [tcp/80, tcp/90], from: 10.0.0.0/8 }`));
  expect(together.rules.filter(({ rule }) => rule.startsWith('ip saddr'))).toHaveLength(1);
});

test('what comes of very many rules is counted for none of them, and says so', async () => {
  const rules = Array.from({ length: 9 }, (_, i) => `{ allow: tcp/80, from: 10.${i}.0.0/16 }`);
  expect(await behind(host(rules.join()), 'ip saddr')).toEqual(['ingress of more than 8 rules, merged']);
  expect(await behind(host(rules.slice(1).join()), 'ip saddr')).toHaveLength(8);
});

test('what is dropped is counted by hook', async () => {
  const { declared } = await counted(host(SSH));
  expect([...declared.keys()].filter((name) => name.endsWith('.dropped'))).toEqual([
    'forward.dropped',
    'input.dropped',
    'output.dropped',
  ]);
});

test('a group of any name has counters of plain names', async () => {
  const name = 'a b"; drop #{}'.replace(/"/g, '');
  const { declared } = await counted(`
groups: { '${name}': { ingress: [${WEB}], egress: [] } }
hosts: { dut: { counters: true, interfaces: { eth0: { groups: ['${name}'] } } } }
`);
  expect([...declared.keys()].filter((one) => one.startsWith('in-'))).toEqual([
    expect.stringMatching(/^in-a_b__drop_+-[0-9a-f]{12}$/),
  ]);
  expect([...declared.keys()].every(isCounterName)).toBe(true);
});

describe('without the setting', () => {
  test('a script has no counter at all', async () => {
    const { text } = await compileText(host(SSH).replace('counters: true, ', ''));
    expect(text).not.toContain('counter');
  });
});

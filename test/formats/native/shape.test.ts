import { describe, expect, test } from 'vitest';
import { expectRefused, expectWarnings } from '../../support/definition.js';

describe('unknown keys, with what was meant', () => {
  test.each<[definition: string, key: string, suggestion: string]>([
    ['group: {}', 'group', "did you mean 'groups'?"],
    ['Groups: {}', 'Groups', "did you mean 'groups'?"],
    ['groups: {}\nrules: []', 'rules', 'known keys: prefixLists, services, groups, hosts, defaults'],
    ['groups: { web: { ingres: [] } }', 'ingres', "did you mean 'ingress'?"],
    ['groups: { web: { engress: [] } }', 'engress', "did you mean 'ingress'?"],
    [
      'groups: { web: { ingress: [{ alow: ssh, allow: ssh, from: self }] } }',
      'alow',
      "did you mean 'allow'?",
    ],
    [
      'groups: { web: { egress: [{ allow: ssh, to: self, form: x }] } }',
      'form',
      'known keys: allow, to, description',
    ],
    ['hosts: { h: { interface: {}, interfaces: {} } }', 'interface', "did you mean 'interfaces'?"],
    ['hosts: { h: { interfaces: { eth0: { adresses: [] } } } }', 'adresses', "did you mean 'addresses'?"],
    ['hosts: { h: { interfaces: {}, baseline: { dhcp4: true } } }', 'dhcp4', "did you mean 'dhcpv4'?"],
    ['hosts: { h: { interfaces: {}, log: { prefx: a } } }', 'prefx', "did you mean 'prefix'?"],
    ['defaults: { forwrad: drop }', 'forwrad', "did you mean 'forward'?"],
    ['prefixLists: { a: { fiel: x, file: y } }', 'fiel', "did you mean 'file'?"],
    ['groups: {}\nconstructor: {}', 'constructor', 'known keys'],
    ['groups: { web: { toString: x } }', 'toString', 'known keys'],
    ["groups: {}\n'': x", "''", 'known keys'],
  ])('%s', async (definition, key, suggestion) => {
    const expected = [['unknown-key', key, suggestion]] as const;
    await (definition.includes('file: y')
      ? expectRefused({ 'd.yaml': definition, y: '10.0.0.1' }, ...expected)
      : expectRefused(definition, ...expected));
  });
});

describe('a value of another type than asked for', () => {
  test.each<[definition: string, blamed: string, words: string]>([
    ['groups: []', '[]', 'expected a mapping, found a list'],
    ['groups:', 'groups', 'expected a mapping, found nothing'],
    ['groups: web', 'web', 'expected a mapping, found the text "web"'],
    ['groups: { web: [] }', '[]', 'expected a mapping, found a list'],
    [
      'groups: { web: { ingress: { allow: ssh, from: self } } }',
      '{ allow: ssh, from: self }',
      'expected a list, found a mapping',
    ],
    ['groups: { web: { ingress: [ssh] } }', 'ssh', 'expected a mapping, found the text "ssh"'],
    ['groups: { web: { ingress: null } }', 'null', 'expected a list, found nothing'],
    ['groups: { web: { egress: null } }', 'null', 'expected a list, found nothing'],
    ['groups: { web: { egress: "" } }', '""', 'expected a list, found the text ""'],
    ['groups: { web: { members: 10.0.0.1 } }', '10.0.0.1', 'expected a list'],
    ['groups: { web: { members: [10.1] } }', '10.1', 'expected a text, found the number 10.1'],
    ['groups: { web: { description: [a] } }', '[a]', 'expected a text, found a list'],
    ['groups: { web: { tags: { a: [b] } } }', '[b]', 'expected a text, found a list'],
    ['groups: { web: { tags: { a: null } } }', 'null', 'expected a text, found nothing'],
    ['prefixLists: { office: 10.0.0.0/8 }', '10.0.0.0/8', 'expected a list of addresses, or { file: NAME }'],
    ['prefixLists: { office: { file: 1 } }', '1', 'expected a text'],
    ['services: { a: 80 }', '80', 'expected a text such as `tcp/9100`'],
    ['hosts: { h: }', 'h', 'expected a mapping, found nothing'],
    ['hosts: { h: {} }', 'h', '`interfaces` is missing'],
    ['hosts: { h: { interfaces: [eth0] } }', '[eth0]', 'expected a mapping, found a list'],
    ['hosts: { h: { interfaces: { eth0: } } }', 'eth0', 'expected a mapping, found nothing'],
    ['hosts: { h: { interfaces: { eth0: { groups: web } } } }', 'web', 'expected a list'],
    [
      'hosts: { h: { interfaces: { eth0: { trusted: yes } } } }',
      'yes',
      'expected true or false, found the text "yes"',
    ],
    ['hosts: { h: { interfaces: {}, forward: accept } }', 'accept', 'expected one of drop, ignore'],
    ['hosts: { h: { interfaces: {}, log: { rate: 0 } } }', '0', 'expected at least 1'],
    ['hosts: { h: { interfaces: {}, log: { rate: 1.5 } } }', '1.5', 'expected'],
    ['hosts: { h: { interfaces: {}, log: { burst: 10001 } } }', '10001', 'expected at most 10000'],
    [
      "hosts: { h: { interfaces: {}, log: { prefix: 'a\"b' } } }",
      "'a\"b'",
      'expected 1 to 29 printable ASCII',
    ],
    ["hosts: { h: { interfaces: {}, log: { prefix: '' } } }", "''", 'expected 1 to 29 printable ASCII'],
    ['hosts: { h: { interfaces: {}, baseline: 1 } }', '1', 'expected true, false or a mapping'],
    ['defaults: { counters: 1 }', '1', 'expected true or false'],
  ])('%s', async (definition, blamed, words) => {
    const { diagnostics } = await expectRefused(definition, ['wrong-type', blamed]);
    expect(diagnostics.find(({ severity }) => severity === 'error')!.message).toContain(words);
  });
});

describe('a definition that is no mapping at all', () => {
  test.each(['[]', 'null', 'web', '- groups', '42', '"groups: {}"'])('%s', async (text) => {
    await expectRefused(text, ['unknown-shape', text]);
  });
});

test('every deviation of every file is told, not only the first', async () => {
  const files = {
    'a.yaml': 'grops: {}\nhosts: { h: { interfaces: 1 } }\n',
    'b.yaml': 'groups: { web: { ingress: [{ allow: 1, from: 2, too: 3 }] } }\n',
  };
  await expectRefused(
    files,
    ['wrong-type', '1'],
    ['unknown-key', 'grops', "did you mean 'groups'?"],
    ['wrong-type', '1'],
    ['wrong-type', '2'],
    ['unknown-key', 'too', 'known keys: allow, from, description'],
  );
});

test('a host may not carry an empty list of groups, nor a trusted interface any', async () => {
  await expectRefused(
    'hosts: { h: { interfaces: { eth0: { groups: [] }, eth1: { groups: [default], trusted: true } } } }',
    ['empty-groups', '[]', 'leave `groups` out for the group default'],
    ['trusted-with-groups', '[default]'],
  );
});

test('what may be empty is', async () => {
  await expectWarnings(`
groups: { a: , b: {}, c: { ingress: [], egress: [], members: [], tags: {}, description: '' } }
prefixLists: { none: [] }
services: {}
defaults: {}
hosts: { h: { interfaces: { eth0: { groups: [a, b, c], addresses: [10.0.0.1] } } } }
`);
});

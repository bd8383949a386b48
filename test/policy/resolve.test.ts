import { describe, expect, test } from 'vitest';
import { ipv4 } from '../../src/address/ipv4.js';
import { ipv6 } from '../../src/address/ipv6.js';
import { parseAddress } from '../../src/address/parse.js';
import { formatSet } from '../../src/address/space.js';
import { analyse } from '../../src/compiler/analyse.js';
import type { SourceOptions } from '../../src/compiler/options.js';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { textFile } from '../../src/document/file.js';
import type { Policy } from '../../src/policy/model.js';
import { Resolver } from '../../src/policy/resolve.js';
import { entriesOf } from '../../src/ruleset/entries.js';
import { Optimizer } from '../../src/ruleset/host-ruleset.js';
import { formatTraffic } from '../../src/traffic/format.js';

const options: SourceOptions = { devices: new Map(), sizeLimit: 1e6 };

async function policyOf(text: string, host = 'dut', more: Partial<SourceOptions> = {}) {
  const { value, diagnostics } = await analyse([textFile('d.yaml', text)], { ...options, ...more });
  if (!value) return { policy: undefined, codes: diagnostics.map(({ code }) => code) };
  const found = value.linked.hosts.byId.get(host)!;
  const resolved = collect((report) => new Resolver(value.linked).resolve(found, report));
  const codes = [...diagnostics, ...resolved.diagnostics].map(({ code }) => code);
  return { policy: resolved.value, codes };
}

/** What passes one interface in one direction, as `tcp/22 10.0.0.1 2001:db8::1`. */
function passes(policy: Policy | undefined, direction: 'ingress' | 'egress', at = 0): readonly string[] {
  const { interfaces } = new Optimizer().optimize(policy!);
  return entriesOf(interfaces[at]![direction]).map(({ traffic, peers }) =>
    [formatTraffic(traffic), ...formatSet(ipv4, peers.ipv4), ...formatSet(ipv6, peers.ipv6)].join(' '),
  );
}

const ANY = '0.0.0.0/0 ::/0';

describe('who the members of a group are', () => {
  const definition = `
groups:
  web: { ingress: [{ allow: tcp/1, from: group:app }, { allow: tcp/2, from: self }] }
  app: { ingress: [{ allow: tcp/3, from: group:web }], members: [192.0.2.0/30, '2001:db8:ff::1'] }
hosts:
  dut: { interfaces: { eth0: { addresses: [10.0.0.1, '2001:db8::1'], groups: [web] } } }
  two: { interfaces: { eth0: { addresses: [10.0.0.2], groups: [web, app] }, eth1: { addresses: [10.0.9.2], groups: [app] } } }
`;

  test('fact 12: the addresses of every interface that carries it, and its members', async () => {
    const { policy } = await policyOf(definition);
    expect(passes(policy, 'ingress')).toEqual([
      'tcp/1 10.0.0.2 10.0.9.2 192.0.2.0/30 2001:db8:ff::1',
      'tcp/2 10.0.0.1-10.0.0.2 2001:db8::1',
    ]);
  });

  test('fact 2: groups belong to interfaces, not to hosts', async () => {
    const { policy } = await policyOf(definition, 'two');
    expect(passes(policy, 'ingress', 1)).toEqual(['tcp/3 10.0.0.1-10.0.0.2 2001:db8::1']);
  });

  test('fact 1: the rules of all groups of an interface add up', async () => {
    const { policy } = await policyOf(definition, 'two');
    // Its own two rules for the same peers are one entry.
    expect(passes(policy, 'ingress').map((entry) => entry.split(' ')[0])).toEqual(['tcp/1', 'tcp/2-3']);
  });

  test('fact 12: never the rules of the group that is referred to, whatever the cycle', async () => {
    const { policy } = await policyOf(`
groups:
  a: { ingress: [{ allow: tcp/1, from: group:b }] }
  b: { ingress: [{ allow: tcp/2, from: group:a }], members: [192.0.2.1] }
hosts:
  dut: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [a] } } }`);
    expect(passes(policy, 'ingress')).toEqual(['tcp/1 192.0.2.1']);
  });

  test.each([
    ['two: { interfaces: { eth0: { addresses: [10.0.0.2], groups: [a] } } }', ['member-without-address']],
    ['two: { interfaces: { eth0: { addresses: [10.0.0.2], groups: [b] } } }', []],
  ])('a member whose addresses are not listed is told where others mean it: %s', async (other, expected) => {
    const { codes } = await policyOf(`
groups:
  a: { ingress: [{ allow: tcp/1, from: self }] }
  b: {}
hosts:
  dut: { interfaces: { eth0: { groups: [a] } } }
  ${other}`);
    expect(codes).toEqual(expected);
  });
});

describe('the group default (fact 4)', () => {
  test('an interface that names no group carries it: in from its members, out to anywhere', async () => {
    const { policy } = await policyOf(`
hosts:
  dut: { interfaces: { eth0: { addresses: [10.0.0.1] } } }
  two: { interfaces: { eth0: { addresses: [10.0.0.5], groups: [default] } } }`);
    expect(passes(policy, 'ingress')).toEqual(['all 10.0.0.1 10.0.0.5']);
    expect(passes(policy, 'egress')).toEqual([`all ${ANY}`]);
  });

  test('a definition may say itself what it means', async () => {
    const { policy } = await policyOf(`
groups: { default: { ingress: [{ allow: ssh, from: 192.0.2.1 }], egress: [] } }
hosts: { dut: { interfaces: { eth0: {} } } }`);
    expect(passes(policy, 'ingress')).toEqual(['tcp/22 192.0.2.1']);
    expect(passes(policy, 'egress')).toEqual([]);
  });

  test('a trusted interface carries no group, so its addresses are nobody’s peers', async () => {
    const { policy } = await policyOf(`
hosts:
  dut: { interfaces: { eth0: { addresses: [10.0.0.1] }, br0: { addresses: [172.17.0.1], trusted: true } } }`);
    expect(passes(policy, 'ingress')).toEqual(['all 10.0.0.1']);
  });
});

describe('what is left out, and what is empty', () => {
  const rules = (body: string) => `
groups: { g: ${body} }
hosts: { dut: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [g] } } } }`;

  test.each([
    ['{}', [], [`all ${ANY}`]],
    ['', [], [`all ${ANY}`]],
    ['{ ingress: [], egress: [] }', [], []],
    ['{ egress: [{ allow: tcp/80, to: anywhere-ipv6 }] }', [], ['tcp/80 ::/0']],
  ])('fact 3: %s', async (body, ingress, egress) => {
    const { policy } = await policyOf(rules(body));
    expect(passes(policy, 'ingress')).toEqual(ingress);
    expect(passes(policy, 'egress')).toEqual(egress);
  });

  test('an empty list and an empty group match nobody', async () => {
    const { policy } = await policyOf(`
prefixLists: { none: [] }
groups:
  g: { ingress: [{ allow: tcp/1, from: list:none }, { allow: tcp/2, from: group:nobody }, { allow: all, from: [list:none, group:nobody] }] }
  nobody: {}
hosts: { dut: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [g] } } } }`);
    expect(passes(policy, 'ingress')).toEqual([]);
  });
});

describe('families (fact 10)', () => {
  const rule = (text: string) => `
prefixLists: { both: [10.0.0.0/8, '2001:db8::/32'] }
services: { echo: [icmp/echo-request, icmpv6/echo-request], web: [http, tcp/443] }
groups: { g: { ingress: [${text}] } }
hosts: { dut: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [g] } } } }`;

  test.each([
    ['{ allow: icmp, from: anywhere }', ['icmp 0.0.0.0/0']],
    ['{ allow: icmpv6, from: anywhere }', ['icmpv6 ::/0']],
    ['{ allow: icmp, from: list:both }', ['icmp 10.0.0.0/8']],
    [
      '{ allow: echo, from: list:both }',
      ['icmp/echo-request 10.0.0.0/8', 'icmpv6/echo-request 2001:db8::/32'],
    ],
    ['{ allow: all, from: 10.0.0.0/8 }', ['all 10.0.0.0/8']],
    ['{ allow: web, from: 10.0.0.0/8 }', ['tcp/80 10.0.0.0/8', 'tcp/443 10.0.0.0/8']],
    ['{ allow: protocol/58, from: anywhere }', ['icmpv6 ::/0']],
  ])('%s', async (text, expected) => {
    const { policy } = await policyOf(rule(text));
    expect(passes(policy, 'ingress')).toEqual(expected);
  });
});

describe('my-ip', () => {
  const definition = `
groups: { g: { ingress: [{ allow: ssh, from: my-ip }] } }
hosts: { dut: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [g] } } } }`;

  test('is the address that is given', async () => {
    const parsed = parseAddress('198.51.100.7');
    const { policy } = await policyOf(definition, 'dut', { myIp: parsed.ok ? parsed.range : undefined });
    expect(passes(policy, 'ingress')).toEqual(['tcp/22 198.51.100.7']);
  });

  test('is an error where it is not known', async () => {
    expect((await policyOf(definition)).codes).toEqual(['my-ip-unknown']);
  });
});

describe('references that lead nowhere', () => {
  test('all of them are reported, also in groups that no interface carries', async () => {
    const { codes } = await policyOf(`
services: { one: [two], two: [one] }
groups:
  g: { ingress: [{ allow: nothing, from: group:nobody }, { allow: ssh, from: list:nowhere }] }
hosts: { dut: { interfaces: { eth0: { groups: [missing] } } } }`);
    expect([...codes].sort()).toEqual([
      'service-cycle',
      'unknown-group',
      'unknown-group',
      'unknown-list',
      'unknown-service',
    ]);
  });
});

describe('the loopback device', () => {
  const lo = (settings: string, body: string) =>
    `hosts: { dut: { ${settings} interfaces: { lo: { ${body} } } } }`;

  test.each([
    ['', 'addresses: [127.0.0.1]', ['loopback-with-groups']],
    ['loopback: false,', 'addresses: [127.0.0.1]', []],
    ['', 'trusted: true', []],
  ])('has no rules while everything on it is accepted: %s %s', async (settings, body, expected) => {
    expect((await policyOf(lo(settings, body))).codes).toEqual(expected);
  });
});

describe('settings', () => {
  test("a host's own stand over the defaults of the definition, over those of the language", async () => {
    const { policy } = await policyOf(`
defaults: { forward: ignore, counters: true, baseline: { dhcpv4: false, dhcpv6: false } }
hosts: { dut: { counters: false, baseline: { dhcpv6: true }, interfaces: { eth0: {} } } }`);
    expect(policy!.settings).toMatchObject({ forward: 'ignore', counters: false, input: 'drop', log: false });
    expect(policy!.settings.baseline).toEqual({
      neighbourDiscovery: true,
      multicastListener: true,
      dhcpv4: false,
      dhcpv6: true,
      cloud: false,
    });
  });

  test('a hook that is left alone is told, since its rules are not enforced', async () => {
    const { codes } = await policyOf('hosts: { dut: { output: ignore, interfaces: { eth0: {} } } }');
    expect(codes).toEqual(['hook-ignored']);
  });

  test.each([
    ['', []],
    ['forward: ignore,', ['forward-ignored', 'early-drop-off']],
    ['input: ignore,', ['hook-ignored', 'early-drop-off']],
    ['forward: ignore, earlyDrop: false,', ['forward-ignored']],
    ['refuse: reject,', ['early-drop-off']],
    ['refuse: reject, related: false,', ['reject-off']],
  ])('that nothing is dropped early is told: %s', async (settings, expected) => {
    const { codes } = await policyOf(
      `defaults: { earlyDrop: true }\nhosts: { dut: { ${settings} interfaces: { eth0: {} } } }`,
    );
    expect(codes).toEqual(expected);
  });
});

test('interfaces that only their addresses tell apart cannot share one', async () => {
  const end = (index: string, address: string) => ({
    DeviceIndex: index,
    PrivateIpAddress: address,
    GroupSet: [{ 'Fn::GetAtt': ['Web', 'GroupId'] }],
  });
  const template = (...addresses: readonly string[]) =>
    JSON.stringify({
      Resources: {
        Web: { Type: 'AWS::EC2::SecurityGroup', Properties: { GroupDescription: 'web' } },
        Host: {
          Type: 'AWS::EC2::Instance',
          Properties: { NetworkInterfaces: addresses.map((one, i) => end(String(i), one)) },
        },
      },
    });
  const codesOf = async (...addresses: readonly string[]) =>
    (await policyOf(template(...addresses), 'Host')).codes;
  expect(await codesOf('10.0.0.1', '10.0.0.1')).toContain('ambiguous-address');
  expect(await codesOf('10.0.0.1', '10.0.0.2')).not.toContain('ambiguous-address');
});

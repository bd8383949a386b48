import { expect, test } from 'vitest';
import { compile } from '../../../src/index.js';
import { compileDefinition } from '../../support/definition.js';
import { group, rule } from './reading.js';

async function scriptOf(
  sources: Readonly<Record<string, unknown>>,
  host: string,
  options: object = {},
): Promise<string> {
  const texts = Object.entries(sources).map(([name, value]) => ({
    name,
    text: typeof value === 'string' ? value : JSON.stringify(value),
  }));
  const { value, diagnostics } = await compile(texts, { hosts: [host], ...options });
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return value![0]!.text;
}

const answer = {
  security_groups: [
    group('web', [
      rule({ protocol: 'tcp', port_range_min: 22, port_range_max: 22, remote_ip_prefix: '192.0.2.0/24' }),
      rule({ protocol: 'tcp', port_range_min: 80, port_range_max: 80, remote_group_id: 'web' }),
    ]),
  ],
  ports: [
    { id: 'p1', device_id: 'server-1', fixed_ips: [{ ip_address: '10.0.0.5' }], security_groups: ['web'] },
    {
      id: 'p2',
      device_id: 'server-2',
      fixed_ips: [{ ip_address: '10.0.0.7' }, { ip_address: 'fd00::7' }],
      allowed_address_pairs: [{ ip_address: '10.0.0.100' }],
      security_groups: ['web'],
    },
  ],
};

test('ports of the API are hosts whose scripts hold their groups', async () => {
  const script = await scriptOf({ 'all.json': answer }, 'server-1');
  expect(script).toContain('192.0.2.0/24');
  expect(script).toContain('10.0.0.100');
});

test('fact 24: a group as peer of an IPv4 rule lets in none of its IPv6 addresses', async () => {
  const script = await scriptOf({ 'all.json': answer }, 'server-1');
  expect(script).not.toContain('fd00::7');
  const both = structuredClone(answer);
  both.security_groups.push(
    group('v6', [
      rule({ ethertype: 'IPv6', protocol: 'tcp', security_group_id: 'v6', remote_group_id: 'web' }),
    ]),
  );
  both.ports[0]!.security_groups.push('v6');
  expect(await scriptOf({ 'all.json': both }, 'server-1')).toContain('fd00::7');
});

test('fact 24: an address group as peer of an IPv4 rule lets in none of its IPv6 addresses', async () => {
  const remote = rule({ protocol: 'tcp', remote_address_group_id: 'office' });
  const address_groups = [{ id: 'office', addresses: ['198.51.100.0/24', '2001:db8::/32'] }];
  const sources = { ...answer, security_groups: [group('web', [remote])], address_groups };
  const script = await scriptOf({ 'all.json': sources }, 'server-1');
  expect(script).toContain('198.51.100.0/24');
  expect(script).not.toContain('2001:db8::/32');
});

test('servers of a template are hosts, with the parameters given', async () => {
  const template = `heat_template_version: 2018-08-31
parameters:
  office: { type: string }
resources:
  web:
    type: OS::Neutron::SecurityGroup
    properties:
      rules:
        - { protocol: tcp, port_range_min: 22, port_range_max: 22, remote_ip_prefix: { get_param: office } }
  front:
    type: OS::Nova::Server
    properties:
      networks: [{ network: private, fixed_ip: 10.0.0.5 }]
      security_groups: [{ get_resource: web }]
`;
  const parameters = new Map([['office', '192.0.2.0/24']]);
  expect(await scriptOf({ 'stack.yaml': template }, 'front', { parameters })).toContain('192.0.2.0/24');
});

test('a native file may give the hosts, an export the groups', async () => {
  const { security_groups } = answer;
  const hosts = 'hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.9], groups: [web] } } } }';
  const script = await scriptOf({ 'groups.json': { security_groups }, 'hosts.yaml': hosts }, 'h');
  expect(script).toContain('192.0.2.0/24');
});

test('a document of two formats is refused', async () => {
  const mixed = { ...answer, groups: {} };
  const { value, diagnostics } = await compile([{ name: 'mixed.json', text: JSON.stringify(mixed) }]);
  expect([value, diagnostics.map(({ code }) => code)]).toEqual([undefined, ['unknown-shape']]);
  expect(diagnostics[0]!.message).toContain('an export of OpenStack');
});

test.each([
  ['answer.json', JSON.stringify(answer)],
  ['stack.yaml', 'heat_template_version: 2018-08-31'],
  ['play.yaml', '- ec2_group: { name: web, description: d }'],
])('%s in UTF-16 without a mark is refused, and nothing is written', async (name, text) => {
  const { diagnostics, scripts, status } = await compileDefinition({
    [name]: Buffer.from(text, 'utf16le'),
  });
  expect(diagnostics.map(({ code }) => code)).toEqual(['file-encoding']);
  expect([scripts, status]).toEqual([{}, 1]);
});

test('--strict refuses what is not known', async () => {
  const stack = {
    heat_template_version: '2018-08-31',
    resources: {
      web: {
        type: 'OS::Neutron::SecurityGroup',
        properties: { rules: [{ protocol: 'tcp', remote_ip_prefix: { get_param: 'office' } }] },
      },
      front: { type: 'OS::Nova::Server', properties: { networks: [{ network: 'n', fixed_ip: '10.0.0.5' }] } },
    },
  };
  const files = { 'stack.json': JSON.stringify(stack) };
  expect(Object.keys((await compileDefinition(files)).scripts)).toEqual(['front.nft']);
  const strict = await compileDefinition(files, '--strict');
  expect([strict.scripts, strict.status]).toEqual([{}, 1]);
});

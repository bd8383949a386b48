import { describe, expect, test } from 'vitest';
import { analyse } from '../../src/compiler/analyse.js';
import { convert } from '../../src/convert/convert.js';
import type { WrittenFormat } from '../../src/convert/written-formats.js';
import { collect } from '../../src/diagnostics/diagnostic.js';
import { printDiagnostic } from '../../src/diagnostics/print.js';
import { textFile } from '../../src/document/file.js';
import { type Printed, readPrinted } from '../support/printed.js';

/** What is said when a definition is converted; the text is withheld by an error. */
async function conversion(text: string, format: WrittenFormat, more?: string) {
  const files = [textFile('d.yaml', text), ...(more === undefined ? [] : [textFile('more.yaml', more)])];
  const { value } = await analyse(files, { devices: new Map(), sizeLimit: 1e6 });
  const outcome = collect((report) => convert(value!.linked, { format, minimal: false }, report));
  const printed = readPrinted(outcome.diagnostics.map((one) => printDiagnostic(one)).join('\n'));
  return {
    text: outcome.value?.text,
    said: printed.map(inShort),
    messages: printed.map(({ message }) => message),
  };
}

function inShort({ severity, code, blamed }: Printed): string {
  return `${severity} ${code}: ${blamed}`;
}

const clouds = ['aws', 'terraform', 'cloudformation', 'openstack'] as const;

const host = (settings: string, one = 'addresses: [10.0.0.1], groups: [web]') => `
groups: { web: { ingress: [{ allow: ssh, from: 10.0.0.0/8 }] } }
hosts:
  h:
    ${settings}
    interfaces: { eth0: { ${one} } }
`;

describe.each(clouds)('%s cannot hold', (format) => {
  test.each([
    ['loopback: false', 'false'],
    ['established: false', 'false'],
    ['related: false', 'false'],
    ['invalid: ignore', 'ignore'],
    ['input: ignore', 'ignore'],
    ['output: ignore', 'ignore'],
    ['forward: ignore', 'ignore'],
    ['baseline: { dhcpv4: false }', 'false'],
  ])('%s of a host', async (setting, blamed) => {
    const { text, said } = await conversion(host(setting), format);
    expect(text).toBeUndefined();
    expect(said).toEqual([`error not-expressible: ${blamed}`]);
  });

  test('a trusted interface', async () => {
    const { text, said } = await conversion(host('', 'addresses: [10.0.0.1], trusted: true'), format);
    expect(text).toBeUndefined();
    expect(said).toEqual(['error not-expressible: true']);
  });

  test('what only a host says of its packets, which is left out with a warning', async () => {
    const { text, said } = await conversion(host('log: true'), format);
    expect(text).toBeDefined();
    expect(said).toEqual(['warning left-out: log']);
  });

  test('resolvers that somebody names, which is told', async () => {
    const { text, said } = await conversion(host('resolvers: [192.0.2.53]'), format);
    expect(text).toBeDefined();
    expect(said).toEqual(['warning left-out: resolvers']);
    expect((await conversion(host('resolvers: []'), format)).said).toEqual([]);
  });
});

describe('the services of the cloud (fact 20)', () => {
  test.each([
    ['aws', 'false'],
    ['openstack', 'true'],
  ] as const)('%s gives no choice', async (format, other) => {
    const { said } = await conversion(host(`baseline: { cloud: ${other} }`), format);
    expect(said).toEqual([`error not-expressible: ${other}`]);
    const same = other === 'true' ? 'false' : 'true';
    expect((await conversion(host(`baseline: { cloud: ${same} }`), format)).said).toEqual([]);
  });
});

describe('what a cloud opens for its hosts (facts 20 and 37)', () => {
  const account = (
    egress: object[],
    address: object = { PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.5' }] },
  ) =>
    JSON.stringify({
      Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }],
      SecurityGroups: [{ GroupId: 'sg-1', GroupName: 'web', IpPermissions: [], IpPermissionsEgress: egress }],
      NetworkInterfaces: ['i-1', 'i-2'].map((InstanceId) => ({
        NetworkInterfaceId: `eni-${InstanceId}`,
        VpcId: 'vpc-1',
        Groups: [{ GroupId: 'sg-1' }],
        Attachment: { InstanceId, Status: 'attached' },
        ...address,
      })),
    });
  const leftOut = async (text: string, format: WrittenFormat, more?: string) =>
    (await conversion(text, format, more)).messages.filter((one) => one.includes('is left out'));
  const everything = (peer: object) => ({ IpProtocol: '-1', IpRanges: [], Ipv6Ranges: [], ...peer });

  test('goes without saying in AWS', async () => {
    expect((await conversion(account([]), 'native')).text).toContain('resolvers: [10.0.0.2]');
    expect(await leftOut(account([]), 'aws')).toEqual([]);
  });

  test('is told once where OpenStack would not let it pass', async () => {
    expect(await leftOut(account([]), 'openstack')).toEqual([
      "what the cloud opens for host 'i-1' (and for 1 more) is left out: OpenStack filters it too, and no group of the host " +
        'allows it: cloud resolver, cloud instance metadata, cloud time, cloud task metadata, resolver of the network',
    ]);
  });

  test.each([
    ['to everywhere', everything({ IpRanges: [{ CidrIp: '0.0.0.0/0' }] })],
    [
      'to the addresses of the services alone',
      everything({ IpRanges: [{ CidrIp: '169.254.0.0/16' }, { CidrIp: '10.0.0.2/32' }] }),
    ],
  ])('is not told of where a group lets it pass %s', async (_, rule) => {
    expect(await leftOut(account([rule]), 'openstack')).toEqual([]);
  });

  test.each([
    [
      'another port',
      { IpProtocol: 'tcp', FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      'cloud resolver, cloud instance metadata, cloud time, cloud task metadata, resolver of the network',
    ],
    [
      'another protocol',
      { IpProtocol: 'tcp', FromPort: 0, ToPort: 65535, IpRanges: [{ CidrIp: '0.0.0.0/0' }] },
      'cloud resolver, cloud time, resolver of the network',
    ],
    [
      'other addresses',
      everything({ IpRanges: [{ CidrIp: '10.0.0.0/8' }] }),
      'cloud resolver, cloud instance metadata, cloud time, cloud task metadata',
    ],
  ])('is told where rules allow %s', async (_, rule, services) => {
    const [said, ...others] = await leftOut(account([rule]), 'openstack');
    expect(others).toEqual([]);
    expect(said).toMatch(new RegExp(`allows it: ${services}$`));
  });

  test('counts for the families that a host has', async () => {
    const both = {
      PrivateIpAddresses: [{ PrivateIpAddress: '10.0.0.5' }],
      Ipv6Addresses: [{ Ipv6Address: '2001:db8::5' }],
    };
    const rule = everything({ IpRanges: [{ CidrIp: '0.0.0.0/0' }] });
    expect(await leftOut(account([rule], both), 'openstack')).toHaveLength(1);
    const more = everything({ IpRanges: [{ CidrIp: '0.0.0.0/0' }], Ipv6Ranges: [{ CidrIpv6: '::/0' }] });
    expect(await leftOut(account([more], both), 'openstack')).toEqual([]);
  });

  test('is not told of where a definition closes it', async () => {
    expect(await leftOut(account([]), 'openstack', 'defaults: { baseline: { cloud: false } }')).toEqual([]);
  });
});

describe('OpenStack', () => {
  test.each(['tcp/0', 'udp/0-1023', 'protocol/0'])('cannot hold %s (facts 24 and 25)', async (allow) => {
    const { text, said } = await conversion(
      `groups: { web: { ingress: [{ allow: ${allow}, from: anywhere-ipv4 }] } }`,
      'openstack',
    );
    expect(text).toBeUndefined();
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('error not-expressible: { allow');
  });

  test('stores ports 1 to 65535 as all, so that they are two rules (fact 25)', async () => {
    const { text } = await conversion(
      'groups: { web: { ingress: [{ allow: tcp/1-65535, from: anywhere-ipv4 }], egress: [] } }',
      'openstack',
    );
    const { security_groups } = JSON.parse(text!);
    expect(security_groups[0].security_group_rules).toMatchObject([
      { port_range_min: 1, port_range_max: 32767 },
      { port_range_min: 32768, port_range_max: 65535 },
    ]);
  });
});

describe('CloudFormation', () => {
  test('would replace a dynamic reference in a text', async () => {
    const { text, said } = await conversion(
      "groups: { web: { tags: { a: '{{resolve:ssm:secret}}' } } }",
      'cloudformation',
    );
    expect(text).toBeUndefined();
    expect(said).toEqual(['error not-expressible: web']);
  });

  test('says "nothing may leave" by a rule that nobody may write (fact 32)', async () => {
    const { text } = await conversion('groups: { web: { egress: [] } }', 'cloudformation');
    expect(text).toContain('CidrIp: 255.255.255.255/32');
    const rule = '{ allow: icmp/252/86, to: 255.255.255.255 }';
    const { said } = await conversion(`groups: { web: { egress: [${rule}] } }`, 'cloudformation');
    expect(said).toEqual([`error not-expressible: ${rule}`]);
  });
});

describe('CloudFormation groups always say what may leave (fact 35)', () => {
  test.each<[egress: string, first: string]>([
    ['', 'CidrIp: 0.0.0.0/0'],
    [', egress: []', 'CidrIp: 255.255.255.255/32'],
    [', egress: [{ allow: https, to: 192.0.2.0/24 }]', 'CidrIp: 192.0.2.0/24'],
    [', egress: [{ allow: https, to: self }]', 'CidrIp: 255.255.255.255/32'],
  ])('%j', async (egress, first) => {
    const { text } = await conversion(`groups: { web: { description: d${egress} } }`, 'cloudformation');
    expect(text).toContain('SecurityGroupEgress:');
    expect(text!.slice(text!.indexOf('SecurityGroupEgress:'))).toContain(first);
  });
});

describe('AWS takes few characters in a description (fact 22)', () => {
  test.each(['aws', 'terraform', 'cloudformation'] as const)('%s', async (format) => {
    const { text, said } = await conversion(`groups: { web: { description: "it's é" } }`, format);
    expect(said).toEqual(['warning changed-text: web']);
    expect(text).toContain('it_s _');
  });
});

test.each(['terraform', 'cloudformation'] as const)(
  'an interface without an address gets one in the cloud: %s',
  async (format) => {
    const { said } = await conversion(host('', 'groups: [web]'), format);
    expect(said).toContainEqual(expect.stringMatching(/^warning chosen-address: /));
  },
);

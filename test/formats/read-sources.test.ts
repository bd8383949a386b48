import { describe, expect, test } from 'vitest';
import { compileDefinition, expectRefused, expectWarnings } from '../support/definition.js';
import { inline, state } from './terraform/plans.js';

const group = (id: string, rules: object[] = []) => ({
  GroupId: id,
  GroupName: `name of ${id}`,
  IpPermissions: rules,
  IpPermissionsEgress: [],
});

const fromGroup = (id: string) => ({
  IpProtocol: 'tcp',
  FromPort: 22,
  ToPort: 22,
  UserIdGroupPairs: [{ GroupId: id, UserId: '123456789012' }],
  IpRanges: [],
  Ipv6Ranges: [],
  PrefixListIds: [],
});

const eni = (id: string, address: string, ...groups: string[]) => ({
  NetworkInterfaceId: id,
  PrivateIpAddress: address,
  PrivateIpAddresses: [{ PrivateIpAddress: address }],
  Ipv6Addresses: [],
  Groups: groups.map((GroupId) => ({ GroupId })),
});

const json = (value: unknown) => JSON.stringify(value, null, 2);

describe('files of several formats are one definition', () => {
  const groups = { 'groups.json': json({ SecurityGroups: [group('sg-1', [fromGroup('sg-1')])] }) };

  test('hosts in YAML for groups from AWS', async () => {
    const hosts = 'hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [sg-1] } } } }';
    const { scripts } = await expectWarnings({ ...groups, 'hosts.yaml': hosts });
    expect(Object.keys(scripts)).toEqual(['h.nft']);
    expect(scripts['h.nft']).toContain('groups.json');
    expect(scripts['h.nft']).toContain('hosts.yaml');
  });

  test('a mistyped group of AWS is told where the YAML names it', async () => {
    const hosts = 'hosts: { h: { interfaces: { eth0: { groups: [sg-2] } } } }';
    await expectRefused({ ...groups, 'hosts.yaml': hosts }, [
      'unknown-group',
      'sg-2',
      "did you mean 'sg-1'?",
    ]);
  });

  test('one name in both is a duplicate', async () => {
    const hosts = 'hosts: { eni-1: { interfaces: {} } }';
    const interfaces = json({ NetworkInterfaces: [eni('eni-1', '10.0.0.1', 'sg-1')] });
    const { diagnostics } = await compileDefinition({
      ...groups,
      'eni.json': interfaces,
      'hosts.yaml': hosts,
    });
    expect(diagnostics).toMatchObject([{ code: 'duplicate', related: [{ message: 'first defined here' }] }]);
  });

  describe('but one file is of one format', () => {
    const native = {
      defaults: { loopback: true },
      groups: { web: {} },
      hosts: { h: { interfaces: { eth0: { addresses: ['10.0.0.1'] } } } },
      services: { app: 'tcp/8080' },
      prefixLists: { office: ['203.0.113.0/24'] },
    };
    const aws = { SecurityGroups: [group('sg-1')], NetworkInterfaces: [eni('eni-1', '10.0.0.1', 'sg-1')] };

    test.each(Object.entries(native))('%s beside AWS keys', async (key, value) => {
      const mixed = ['unknown-shape', '"SecurityGroups"', 'use two files'] as const;
      await expectRefused({ 'd.json': json({ ...aws, [key]: value }) }, mixed);
      await expectRefused({ 'd.json': json({ [key]: value, ...aws }) }, mixed);
      await expectRefused({ 'd.json': json({ status_code: 200, data: aws, [key]: value }) }, mixed);
      await expectRefused({ 'd.json': json({ status_code: 200, data: { ...aws, [key]: value } }) }, mixed);
    });

    test.each(['Images', 'Vpcs', 'Reservations', 'Entries'])('a stray %s in a definition', async (key) => {
      const { diagnostics } = await expectRefused({ 'd.json': json({ ...native, [key]: [] }) }, [
        'unknown-shape',
        `"${key}"`,
        'use two files',
      ]);
      expect(diagnostics).toHaveLength(1);
      expect(diagnostics[0]!.message).toContain('mixes the native language');
      await expectRefused({ 'd.yaml': `groups: { web: {} }\n${key}: []` }, [
        'unknown-shape',
        key,
        'use two files',
      ]);
    });
  });

  test('errors of all formats are told together', async () => {
    const files = {
      ...groups,
      'a.yaml': 'grops: {}',
      'b.json': '{"SecurityGroups": [{"GroupId": 7}]}',
      'c.yaml': 'groups: {',
      'd.yaml': 'groups: { web: { members: [1.2.3] } }',
    };
    const { diagnostics } = await compileDefinition(files);
    const places = diagnostics.map(({ code, place }) => `${place!.split(':')[0]} ${code}`);
    expect([...new Set(places)].sort()).toEqual([
      'a.yaml unknown-key',
      'b.json wrong-type',
      'c.yaml syntax',
      'd.yaml invalid-address',
    ]);
  });
});

describe('groups of AWS and Terraform', () => {
  const described = {
    type: 'aws_security_group',
    name: 'web',
    values: {
      id: 'sg-1',
      name: 'web',
      ingress: [inline('tcp', 443, 443, { cidr_blocks: ['0.0.0.0/0'] })],
      egress: [],
    },
  };

  test('of a state are carried by interfaces of an export', async () => {
    const files = {
      'state.json': json(state([described])),
      'eni.json': json({ NetworkInterfaces: [eni('eni-1', '10.0.0.1', 'sg-1')] }),
    };
    const { scripts } = await expectWarnings(files);
    expect(scripts['eni-1.nft']).toMatch(/dport .*443/s);
  });

  test('of an export are carried and referred to by a state', async () => {
    const values = { id: 'eni-1', private_ips: ['10.0.0.1'], security_groups: ['sg-1', 'sg-2'] };
    const own = {
      ...described,
      values: { ...described.values, ingress: [inline('tcp', 22, 22, { security_groups: ['sg-2'] })] },
    };
    const files = {
      'groups.json': json({ SecurityGroups: [group('sg-2', [fromGroup('sg-1')])] }),
      'state.json': json(state([own, { type: 'aws_network_interface', name: 'e', values }])),
    };
    await expectWarnings(files);
  });

  test('a rule that stands alone is left out where the group is described elsewhere', async () => {
    const values = {
      security_group_id: 'sg-1',
      type: 'ingress',
      protocol: 'tcp',
      from_port: 23,
      to_port: 23,
      cidr_blocks: ['0.0.0.0/0'],
    };
    const files = {
      'groups.json': json({
        SecurityGroups: [group('sg-1')],
        NetworkInterfaces: [eni('eni-1', '10.0.0.1', 'sg-1')],
      }),
      'state.json': json(state([{ type: 'aws_security_group_rule', name: 'one', values }])),
    };
    const { scripts } = await expectWarnings(files, ['conflicting-rules', '"sg-1"']);
    expect(scripts['eni-1.nft']).toContain('# ingress of eni-1: nothing is allowed');
  });

  test('that both describe are a duplicate', async () => {
    const files = {
      'groups.json': json({ SecurityGroups: [group('sg-1')] }),
      'state.json': json(state([described])),
    };
    const { diagnostics } = await compileDefinition(files);
    expect(diagnostics.map(({ code }) => code)).toContain('duplicate');
  });
});

describe('AWS JSON that refers to absent groups', () => {
  test('as a peer matches nothing, with a warning (fact 14)', async () => {
    const files = {
      'aws.json': json({
        SecurityGroups: [group('sg-1', [fromGroup('sg-gone')])],
        NetworkInterfaces: [eni('eni-1', '10.0.0.1', 'sg-1')],
      }),
    };
    const { scripts, diagnostics } = await expectWarnings(files, ['unresolved-group', '"sg-gone"']);
    expect(diagnostics[0]!.message).toContain('matches nothing');
    expect(scripts['eni-1.nft']).not.toMatch(/dport .*22/);
  });

  test('on an interface', async () => {
    const files = {
      'aws.json': json({ NetworkInterfaces: [eni('eni-1', '10.0.0.1', 'sg-gone')], SecurityGroups: [] }),
    };
    const { status, diagnostics } = await compileDefinition(files);
    expect(diagnostics.map(({ severity }) => severity)).not.toContain('error');
    expect(diagnostics.map(({ code }) => code)).toContain('unresolved-group');
    expect(status).toBe(0);
  });
});

describe('AWS JSON of another shape', () => {
  test.each<[what: string, value: unknown, code: string, blamed: string]>([
    ['groups that are no list', { SecurityGroups: {} }, 'wrong-type', '{}'],
    ['a group that is no object', { SecurityGroups: ['sg-1'] }, 'wrong-type', '"sg-1"'],
    ['a group without an id', { SecurityGroups: [{ GroupName: 'x' }] }, 'wrong-type', '{'],
    [
      'an id that is a path',
      { SecurityGroups: [{ ...group('x'), GroupId: '../x' }] },
      'invalid-name',
      '"../x"',
    ],
    ['null', { SecurityGroups: null }, 'wrong-type', 'null'],
  ])('%s', async (_, value, code, blamed) => {
    await expectRefused({ 'aws.json': json(value) }, [code, blamed]);
  });

  test.each(['../../etc/cron.d/x', '/etc/x', 'a\nb', '-rf', '.x', '_x'])(
    'a host cannot be called %j',
    async (id) => {
      const instance = {
        InstanceId: id,
        NetworkInterfaces: [],
        SecurityGroups: [],
        State: { Name: 'running' },
      };
      const { status, scripts } = await compileDefinition({
        'aws.json': json({ Reservations: [{ Instances: [instance] }] }),
      });
      expect(status).toBe(1);
      expect(scripts).toEqual({});
    },
  );
});

test('nothing that firewalls do not need is an error', async () => {
  const { diagnostics, status } = await compileDefinition({
    'd.yaml': 'hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1] } } } }',
    'tables.json': json({ RouteTables: [] }),
  });
  expect(diagnostics).toMatchObject([
    { severity: 'warning', code: 'unused-source', blamed: '"RouteTables"' },
  ]);
  expect(status).toBe(0);
});

import { describe, expect, it } from 'vitest';
import { isAws } from '../../../src/formats/aws/index.js';
import {
  addressesInWords,
  codesOf,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  groupOf,
  ingressOf,
  interfaceOf,
  reading,
} from './reading.js';

const office = {
  ...{ ipProtocol: 'tcp', fromPort: 22, toPort: 22, ipv6Ranges: [{ cidrIpv6: '2001:db8::/32' }] },
  ...{
    prefixListIds: [],
    ipRanges: ['192.0.2.0/24'],
    ipv4Ranges: [{ cidrIp: '192.0.2.0/24', description: 'office' }],
  },
  userIdGroupPairs: [{ groupId: 'sg-1', userId: '111122223333', groupName: null, peeringStatus: null }],
};
/** As older items are: nulls, and addresses as texts. */
const older = {
  ...{ ipProtocol: '-1', fromPort: null, toPort: null, userIdGroupPairs: [] },
  ...{ ipRanges: ['0.0.0.0/0'], prefixListIds: [] },
};
const group = {
  ...{ groupId: 'sg-1', groupName: 'web', ownerId: '111122223333', vpcId: 'vpc-1', description: 'Web' },
  ...{ ipPermissions: [office], ipPermissionsEgress: [older], tags: [{ key: 'team', value: 'a' }] },
};
const eni = {
  ...{
    networkInterfaceId: 'eni-1',
    description: null,
    vpcId: 'vpc-1',
    ipv6Addresses: [{ ipv6Address: '2001:db8::5' }],
  },
  groups: [{ groupId: 'sg-1', groupName: 'web' }],
  privateIpAddresses: [{ privateIpAddress: '10.0.0.5', primary: true, association: null }],
  attachment: { attachmentId: 'eni-attach-1', instanceId: 'i-1', deviceIndex: 0, status: 'attached' },
  tagSet: [],
};
const instance = {
  ...{
    instanceId: 'i-1',
    state: { code: 16, name: 'running' },
    vpcId: 'vpc-1',
    privateIpAddress: '10.0.0.5',
  },
  ...{ securityGroups: [{ groupId: 'sg-1', groupName: 'web' }], tags: [{ key: 'Name', value: 'front' }] },
  networkInterfaces: [{ ...eni, attachment: { ...eni.attachment, instanceId: undefined } }],
};

const item = (type: string, resourceId: string, configuration: unknown, more: object = {}) => ({
  ...{ configurationItemVersion: '1.3', configurationItemCaptureTime: '2026-01-09T22:50:15.156Z' },
  ...{ configurationItemStatus: 'OK', resourceType: `AWS::EC2::${type}`, resourceId, awsRegion: 'us-east-2' },
  ...{ configuration, supplementaryConfiguration: {}, tags: {}, relationships: [], ...more },
});
const groupItem = (more: object = {}, configuration: unknown = group) =>
  item('SecurityGroup', 'sg-1', configuration, more);
const snapshot = (...configurationItems: readonly object[]) => ({
  ...{ fileVersion: '1.0', configSnapshotId: '1', configurationItems },
});
const rows = (...found: readonly object[]) => ({
  Results: found.map((one) => JSON.stringify(one)),
  QueryInfo: { SelectFields: [{ Name: 'configuration' }] },
});

const rules = ['tcp/22 192.0.2.0/24', 'tcp/22 2001:db8::/32', 'tcp/22 group:sg-1'];

describe('items of AWS Config', () => {
  it.each([
    ['snapshots and histories', snapshot(groupItem())],
    ['get-resource-config-history', { configurationItems: [groupItem({}, JSON.stringify(group))] }],
    [
      'batch-get-resource-config',
      { baseConfigurationItems: [groupItem({}, JSON.stringify(group))], unprocessedResourceKeys: [] },
    ],
    [
      'select-resource-config',
      rows({
        resourceId: 'sg-1',
        resourceType: 'AWS::EC2::SecurityGroup',
        configuration: { ...group, ipPermissionsEgress: [{ ...older, ipv6Ranges: [] }] },
      }),
    ],
    ['recordings', { status_code: 200, data: snapshot(groupItem()) }],
    [
      'only newer ranges',
      snapshot(groupItem({}, { ...group, ipPermissions: [{ ...office, ipRanges: undefined }] })),
    ],
    [
      'only older ranges',
      snapshot(groupItem({}, { ...group, ipPermissions: [{ ...office, ipv4Ranges: null }] })),
    ],
  ])('are read: %s', (_, value) => {
    expect(isAws(value)).toBe(true);
    const read = reading({ 'c.json': value });
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(rules);
    expect(egressOf(read)).toEqual(['all anywhere-ipv4']);
    expect(groupOf(read, 'sg-1')).toMatchObject({
      name: 'web',
      description: 'Web',
      tags: new Map([['team', 'a']]),
    });
  });

  it('give hosts, interfaces and resolvers', () => {
    const vpc = { vpcId: 'vpc-1', cidrBlock: '10.0.0.0/16', isDefault: false };
    const read = reading({
      'c.json': snapshot(
        groupItem(),
        item('Instance', 'i-1', instance),
        item('NetworkInterface', 'eni-1', eni),
        item('VPC', 'vpc-1', vpc),
      ),
    });
    expectNothingSaid(read);
    expect(read.definition.hosts.map(({ id, name, settings }) => [id, name, settings.resolvers])).toEqual([
      ['i-1', 'front', ['10.0.0.2']],
    ]);
    expect(addressesInWords(interfaceOf(read, 'eni-1').addresses)).toEqual(['10.0.0.5', '2001:db8::5']);
    expect(interfaceOf(read, 'eni-1').groups.map(({ reference }) => reference)).toEqual(['sg-1']);
  });

  it('that were deleted are left out, once said', () => {
    for (const configurationItemStatus of ['ResourceDeleted', 'ResourceDeletedNotRecorded']) {
      const gone = groupItem({ configurationItemStatus }, null);
      const read = reading({
        'c.json': snapshot(gone, item('Instance', 'i-1', null, { configurationItemStatus })),
      });
      expectDiagnostic(read, 'unused-source', /^\{/, 'a deleted resource, like 1 more,');
      expect(read.definition).toMatchObject({ groups: [], hosts: [] });
    }
  });

  it('count by their time, in any order and over several files', () => {
    const [early, late] = ['2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'];
    const wide = groupItem({ configurationItemCaptureTime: early }, { ...group, ipPermissions: [older] });
    const now = groupItem({ configurationItemCaptureTime: late });
    const seconds = groupItem({ configurationItemCaptureTime: Date.parse(late) / 1000 });
    for (const files of [[snapshot(wide, now)], [snapshot(now, wide)], [snapshot(wide), snapshot(seconds)]]) {
      const read = reading(Object.fromEntries(files.map((one, i) => [`${i}.json`, one])));
      expectDiagnostic(read, 'unused-source', /^\{/, 'an older item of a resource');
      expect(ingressOf(read)).toEqual(rules);
    }
    const gone = groupItem(
      { configurationItemCaptureTime: late, configurationItemStatus: 'ResourceDeleted' },
      null,
    );
    expect(reading({ 'c.json': snapshot(gone, wide) }).definition.groups).toEqual([]);
    expect(
      reading({ 'c.json': snapshot({ ...wide, configurationItemCaptureTime: late }, gone) }).definition
        .groups,
    ).toEqual([]);
  });

  it('of two snapshots of one region are refused: what was deleted between them stands in one', () => {
    const taken = (configSnapshotId: string, ...items: readonly object[]) => ({
      ...snapshot(...items),
      configSnapshotId,
    });
    const other = groupItem({ resourceId: 'sg-2' }, { ...group, groupId: 'sg-2' });
    const read = reading({ 'a.json': taken('1', groupItem()), 'b.json': taken('2', other) });
    expectDiagnostic(read, 'unknown-shape', '"configSnapshotId"', 'two snapshots');
    expect(read.definition.groups).toEqual([]);
    const regions = [groupItem(), { ...other, awsRegion: 'eu-west-1' }, { ...other, awsAccountId: '2' }];
    for (const far of regions.slice(1))
      expectNothingSaid(reading({ 'a.json': taken('1', groupItem()), 'b.json': taken('2', far) }));
    expectNothingSaid(reading({ 'a.json': taken('1', groupItem()), 'b.json': taken('1', other) }));
  });

  it('of one resource without a time are refused', () => {
    const undated = groupItem({ configurationItemCaptureTime: undefined });
    const read = reading({ 'c.json': snapshot(undated, groupItem()) });
    expectDiagnostic(read, 'unknown-shape', /^\{/, 'newest');
    expect(read.definition.groups).toEqual([]);
    expectNothingSaid(reading({ 'c.json': snapshot(undated) }));
  });

  it('that are not recorded any more are told, and not read', () => {
    for (const configurationItemStatus of ['ResourceNotRecorded', 'Failed', 7]) {
      const read = reading({ 'c.json': snapshot(groupItem({ configurationItemStatus })) });
      expectDiagnostic(read, 'unread-resources', /./, "'sg-1'");
      expect(read.definition.groups).toEqual([]);
    }
  });

  it('of other types are told once', () => {
    const other = (type: string, id: string) => ({ ...item('x', id, {}), resourceType: type });
    const read = reading({
      'c.json': snapshot(
        other('AWS::S3::Bucket', 'b'),
        other('AWS::S3::Bucket', 'c'),
        other('AWS::IAM::Role', 'r'),
        groupItem(),
      ),
    });
    expectDiagnostic(read, 'unused-source', '"AWS::S3::Bucket"', 'AWS::S3::Bucket and 1 more types');
    const lists = reading({
      'c.json': snapshot(other('AWS::EC2::PrefixList', 'pl-1'), other('AWS::EC2::PrefixList', 'pl-2')),
    });
    expectDiagnostic(
      lists,
      'unread-resources',
      '"AWS::EC2::PrefixList"',
      "'pl-1' and 1 more (AWS::EC2::PrefixList)",
    );
  });

  it('that are not all are told', () => {
    expectDiagnostic(
      reading({ 'c.json': { ...snapshot(groupItem()), nextToken: 'x' } }),
      'incomplete-export',
      '"nextToken"',
    );
    const keys = [{ resourceType: 'AWS::EC2::SecurityGroup', resourceId: 'sg-2' }];
    const read = reading({
      'c.json': { baseConfigurationItems: [groupItem()], unprocessedResourceKeys: keys },
    });
    expectDiagnostic(read, 'unread-resources', /sg-2/, "'sg-2'");
    expectDiagnostic(
      reading({ 'c.json': { ...snapshot(groupItem()), Other: 1 } }),
      'ignored-value',
      '"Other"',
    );
  });
});

describe('places in items of AWS Config', () => {
  const odd = (more: object) => ({ ...group, ipPermissions: [{ ...office, ...more }] });
  it.each([
    [{ fromPort: 70_000 }, 'invalid-traffic', '70000'],
    [{ ipv4Ranges: [{ cidrIp: 'x' }], ipRanges: ['x'] }, 'invalid-address', '"x"'],
    [{ ipv4Ranges: undefined, ipRanges: ['192.0.2.0/24', 'x'] }, 'invalid-address', '"x"'],
    [{ userIdGroupPairs: [{ groupId: 'sg-9', userId: '1' }] }, 'unresolved-group', '"sg-9"'],
    [{ prefixListIds: ['pl-9'] }, 'unresolved-list', '"pl-9"'],
    [{ prefixListIds: [{ prefixListId: 'pl-9' }] }, 'unresolved-list', '"pl-9"'],
  ] as const)('are those of what is written: %j', (more, code, text) => {
    expectDiagnostic(reading({ 'c.json': snapshot(groupItem({}, odd(more))) }), code, text);
  });

  it('are the text where the configuration is one', () => {
    const text = JSON.stringify(odd({ fromPort: 70_000 }));
    const read = reading({ 'c.json': { configurationItems: [groupItem({}, text)] } });
    expectDiagnostic(read, 'invalid-traffic', /^"configuration"$|^"\{/);
    const cut = reading({ 'c.json': { configurationItems: [groupItem({}, text.slice(0, -1))] } });
    expectDiagnostic(cut, 'syntax', /^"\{/);
    expect(codesOf(cut)).toEqual(['syntax']);
  });

  it('are found for keys that mean something to JavaScript', () => {
    const { ipPermissions, ...rest } = group;
    const hidden = JSON.stringify({ ...rest, hidden: { IpPermissions: ipPermissions } }).replace(
      'hidden',
      '__proto__',
    );
    const read = reading({ 'c.json': { configurationItems: [groupItem({}, hidden)] } });
    expectDiagnostic(read, 'unknown-shape', /^"\{/, "'ipPermissions'");
    expect(read.definition.groups).toEqual([]);
    for (const key of ['', '__proto__', 'constructor']) {
      const text = JSON.stringify(odd({ hidden: 1 })).replace('hidden', key);
      const odder = reading({
        'c.json': `{"configurationItems":[${JSON.stringify(groupItem()).replace(/"configuration":.*?,"supp/, `"configuration":${text},"supp`)}]}`,
      });
      expect(codesOf(odder)).toEqual(['ignored-value']);
      expect(ingressOf(odder)).toEqual(rules);
    }
  });

  it('are looked at for control characters within the text', () => {
    const text = JSON.stringify({ ...group, description: 'a\u001bb' });
    expectDiagnostic(
      reading({ 'c.json': { configurationItems: [groupItem({}, text)] } }),
      'control-character',
      /^"\{/,
    );
  });
});

describe('what a query has cut', () => {
  const row = (configuration: unknown) =>
    rows({ resourceId: 'sg-1', resourceType: 'AWS::EC2::SecurityGroup', configuration });
  const { ipPermissionsEgress: _, ...ingressOnly } = group;
  it.each([
    ['no configuration', undefined],
    ['no egress', ingressOnly],
    [
      'no ports of ICMPv6',
      { ...group, ipPermissions: [{ ...office, ipProtocol: 'icmpv6', fromPort: null, toPort: null }] },
    ],
    ['no peers', { ...group, ipPermissions: [{ ipProtocol: 'tcp', fromPort: 22, toPort: 22 }] }],
    ['no IPv6', { ...group, ipPermissions: [{ ...office, ipv6Ranges: undefined }] }],
  ])('is refused: %s', (_, configuration) => {
    const read = reading({ 'c.json': row(configuration) });
    expectDiagnostic(read, 'unknown-shape', /^"\{/);
    expect(read.diagnostics[0]!.suggestion).toContain('SELECT resourceId, resourceType, configuration');
    expect(read.definition.groups).toEqual([]);
  });

  it('may be the type', () => {
    expectDiagnostic(
      reading({ 'c.json': rows({ configuration: group }) }),
      'wrong-type',
      /^"\{/,
      "'resourceType' is missing",
    );
  });

  it('is never two lists of ranges that differ', () => {
    const both = { ...office, ipv4Ranges: [{ cidrIp: '0.0.0.0/0' }] };
    const read = reading({ 'c.json': snapshot(groupItem({}, { ...group, ipPermissions: [both] })) });
    expectDiagnostic(read, 'wrong-type', /^\{/, "'ipRanges' and 'ipv4Ranges'");
    expect(read.definition.groups).toEqual([]);
  });
});

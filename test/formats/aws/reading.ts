import { readAws } from '../../../src/formats/aws/index.js';
import { nameDevices } from '../../../src/formats/devices.js';
import { type Files, type Reading, readingWith } from '../reading.js';

export * from '../reading.js';

/** Reads files, given by name and content, as `secgroup` would. */
export function reading(files: Files, devices: Readonly<Record<string, string>> = {}): Reading {
  const named = new Map(Object.entries(devices));
  return readingWith((documents, report) => nameDevices(readAws(documents, report), named, report), files);
}

/** A group with nothing but the permissions given. */
export function group(
  id: string,
  ingress: readonly unknown[] = [],
  egress: readonly unknown[] = [],
  more = {},
): object {
  return {
    GroupId: id,
    GroupName: `name of ${id.slice(3)}`,
    OwnerId: '111122223333',
    VpcId: 'vpc-1',
    IpPermissions: ingress,
    IpPermissionsEgress: egress,
    ...more,
  };
}

export function permission(IpProtocol: unknown, FromPort: unknown, ToPort: unknown, peers: object): object {
  return { IpProtocol, FromPort, ToPort, ...peers };
}

export function from(...cidrs: readonly string[]): object {
  return { IpRanges: cidrs.map((CidrIp) => ({ CidrIp })) };
}

/** Reads one group `sg-1` with one ingress permission. */
export function readingOf(one: object, ...others: readonly object[]): Reading {
  return reading({ 'groups.json': { SecurityGroups: [group('sg-1', [one]), ...others] } });
}

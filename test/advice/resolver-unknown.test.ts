import { expect, it } from 'vitest';
import { adviceOn } from './advising.js';

const CODE = 'resolver-unknown';

function definition(egress: readonly object[], more: object = {}): string {
  return JSON.stringify({
    SecurityGroups: [
      { GroupId: 'sg-1', GroupName: 'app', Description: '', IpPermissions: [], IpPermissionsEgress: egress },
    ],
    NetworkInterfaces: ['1', '2'].map((n) => ({
      NetworkInterfaceId: `eni-${n}`,
      VpcId: 'vpc-1',
      Groups: [{ GroupId: 'sg-1' }],
      PrivateIpAddress: `10.0.0.1${n}`,
      PrivateIpAddresses: [{ PrivateIpAddress: `10.0.0.1${n}` }],
      Attachment: { InstanceId: `i-${n}`, DeviceIndex: 0 },
    })),
    ...more,
  });
}

const allow = (IpProtocol: string, CidrIp: string, FromPort = 0, ToPort = 65_535) => ({
  IpProtocol,
  FromPort,
  ToPort,
  IpRanges: [{ CidrIp }],
});

const said = async (text: string) =>
  (await adviceOn(text, 'aws.json')).filter(({ code }) => code === CODE).map(({ message }) => message);

it('is said once, where hosts may not ask everybody (fact 37)', async () => {
  expect(await said(definition([allow('tcp', '0.0.0.0/0', 443, 443)]))).toEqual([
    "the network of host 'i-1' (and of 1 more) is not among the sources, so its resolver, the base of the VPC's CIDR plus two, is not allowed",
  ]);
});

it.each([
  ['hosts that may do everything', definition([allow('-1', '0.0.0.0/0')])],
  ['hosts that may ask everybody', definition([allow('udp', '0.0.0.0/0', 53, 53)])],
  ['hosts whose network is known', definition([], { Vpcs: [{ VpcId: 'vpc-1', CidrBlock: '10.0.0.0/16' }] })],
])('is not about %s', async (_, text) => {
  expect(await said(text)).toEqual([]);
});

import { expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { inTurn } from '../../support/sample.js';
import { mixedBackends } from '../backends.js';
import { OWN } from '../packets.js';
import { ask, describeKernel, openLab, serve } from '../rig/index.js';
import { fate, plan, rowsOf } from './support.js';

const turn = inTurn(mixedBackends, 1, 6);

describeKernel('interfaces that are told by their addresses', () => {
  const { ipv4: address } = OWN.eth0;
  const group = { GroupId: 'sg-0', GroupName: 'g', Description: 'g', VpcId: 'vpc-0' };
  const ssh = { IpProtocol: 'tcp', FromPort: 22, ToPort: 22, IpRanges: [{ CidrIp: '203.0.113.0/24' }] };
  const aws = JSON.stringify({
    SecurityGroups: [{ ...group, IpPermissions: [ssh], IpPermissionsEgress: [] }],
    NetworkInterfaces: [
      {
        NetworkInterfaceId: 'eni-0',
        PrivateIpAddress: address,
        PrivateIpAddresses: [{ Primary: true, PrivateIpAddress: address }],
        Ipv6Addresses: [],
        Groups: [{ GroupId: 'sg-0', GroupName: 'g' }],
        Attachment: { InstanceId: 'i-0', DeviceIndex: 0, Status: 'attached' },
        VpcId: 'vpc-0',
      },
    ],
  });
  const rows = rowsOf(`
+ in eth0 203.0.113.9 tcp/22
- in eth0 203.0.113.9 tcp/23
+ in eth1 203.0.113.9 tcp/23
+ in eth0 2001:db8:40::9 tcp/23
# the cloud's resolver answers by UDP
+ in eth0 203.0.113.9 udp/53
`);

  it.each(turn())('$name', async ({ options, load }) => {
    const sources = [
      { name: 'aws.json', text: aws },
      { name: 'early.yaml', text: 'defaults: { earlyDrop: true }' },
    ];
    const { value } = await compile(sources, { hosts: ['i-0'], ...options });
    const lab = await openLab(plan);
    try {
      expect(await lab.load(value![0]!.text, load)).toMatchObject({ exitCode: 0 });
      const { tracked } = await fate(
        lab,
        rows.map(({ probe }) => probe),
      );
      expect(rows.filter((row) => tracked.has(row.probe.id) !== row.tracked)).toEqual([]);
      await serve(lab, 'host', 'tcp', address, 8090);
      expect(await ask(lab, 'host', 'tcp', address, 8090)).toBe('answer hello');
    } finally {
      await lab.close();
    }
  });
});

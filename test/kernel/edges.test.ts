import { expect, it } from 'vitest';
import { compileText } from '../support/compile.js';
import { backends } from './backends.js';
import { OWN, packet } from './packets.js';
import { describeKernel, differences, type LabPlan, runBatch } from './rig/index.js';

const plan: LabPlan = {
  interfaces: [
    { device: 'eth0', addresses: [OWN.eth0.ipv4, OWN.eth0.ipv6] },
    { device: 'eth1', addresses: [OWN.eth1.ipv4, OWN.eth1.ipv6] },
  ],
};

const definition = `
prefixLists:
  office: [203.0.113.0/24, 2001:db8:40::/48]
groups:
  web:
    ingress:
      - { allow: tcp/8000-8010, from: list:office }
      - { allow: udp/0, from: 198.51.100.10-198.51.100.20 }
      - { allow: udp/65535, from: 2001:db8:50::10-2001:db8:50::20 }
      - { allow: [icmp/8, icmpv6/128], from: list:office }
      - { allow: esp, from: [192.0.2.7, '2001:db8:60::7'] }
      - { allow: tcp/22, from: group:bastion }
      - { allow: tcp/7000, from: self }
      - { allow: tcp/7001, from: [0.0.0.0/32, 198.51.100.77, '::/128', '2001:db8:70::1'] }
    egress:
      - { allow: tcp/443, to: [203.0.113.0/24, 2001:db8:40::/48] }
      - { allow: udp/53, to: 192.0.2.53 }
  extra:
    ingress:
      - { allow: tcp/8010-8020, from: 203.0.113.0/25 }
    egress: []
  back:
    ingress:
      - { allow: tcp/5432, from: group:web }
  bastion:
    members: [192.0.2.99]
  nobody: {}
  useless:
    ingress: [{ allow: tcp/9999, from: group:nobody }]
    egress: []
hosts:
  dut:
    interfaces:
      eth0: { addresses: [${OWN.eth0.ipv4}, '${OWN.eth0.ipv6}'], groups: [web, extra, useless] }
      eth1: { addresses: [${OWN.eth1.ipv4}, '${OWN.eth1.ipv6}'], groups: [back] }
  web-2:
    interfaces:
      eth0: { addresses: [10.0.1.11, '2001:db8:1::11'], groups: [web] }
  jump:
    interfaces:
      eth0: { addresses: [10.0.9.1, '2001:db8:9::1'], groups: [bastion] }
`;

/** Packets under the rule that they prove, `+` those that pass and `-` those that do not. */
const table = `
# a port range, and one beside it on either side
+ in eth0 203.0.113.200 tcp/8000
+ in eth0 203.0.113.200 tcp/8010
- in eth0 203.0.113.200 tcp/7999
- in eth0 203.0.113.200 tcp/8011
- in eth0 203.0.113.200 udp/8005
# a prefix, and one address beside it on either side
+ in eth0 203.0.113.0 tcp/8000
+ in eth0 203.0.113.255 tcp/8000
- in eth0 203.0.112.255 tcp/8000
- in eth0 203.0.114.0 tcp/8000
+ in eth0 2001:db8:40:: tcp/8000
+ in eth0 2001:db8:40:ffff:ffff:ffff:ffff:ffff tcp/8000
- in eth0 2001:db8:3f:ffff:ffff:ffff:ffff:ffff tcp/8000
- in eth0 2001:db8:41:: tcp/8000
# an address range, and port zero
+ in eth0 198.51.100.10 udp/0
+ in eth0 198.51.100.20 udp/0
- in eth0 198.51.100.9 udp/0
- in eth0 198.51.100.21 udp/0
- in eth0 198.51.100.10 udp/1
- in eth0 198.51.100.10 tcp/0
# the last port, in IPv6
+ in eth0 2001:db8:50::10 udp/65535
+ in eth0 2001:db8:50::20 udp/65535
- in eth0 2001:db8:50::f udp/65535
- in eth0 2001:db8:50::21 udp/65535
- in eth0 2001:db8:50::10 udp/65534
# two groups on one interface add up (fact 1)
+ in eth0 203.0.113.127 tcp/8020
- in eth0 203.0.113.128 tcp/8020
- in eth0 203.0.113.127 tcp/8021
# ICMP by type, in its own family (fact 10)
+ in eth0 203.0.113.9 icmp/8
- in eth0 203.0.113.9 icmp/13
- in eth0 192.0.2.9 icmp/8
+ in eth0 2001:db8:40::9 icmp/128
- in eth0 2001:db8:40::9 icmp/139
- in eth0 2001:db8:41::9 icmp/128
# a protocol without ports
+ in eth0 192.0.2.7 protocol/50
- in eth0 192.0.2.8 protocol/50
- in eth0 192.0.2.7 protocol/99
+ in eth0 2001:db8:60::7 protocol/50
- in eth0 2001:db8:60::6 protocol/50
# a group as peer means its members' own addresses (fact 12), in both families
+ in eth0 10.0.9.1 tcp/22
+ in eth0 192.0.2.99 tcp/22
+ in eth0 2001:db8:9::1 tcp/22
- in eth0 10.0.9.2 tcp/22
- in eth0 192.0.2.98 tcp/22
# self means the others of the group (fact 4)
+ in eth0 10.0.1.11 tcp/7000
- in eth0 10.0.1.12 tcp/7000
- in eth0 10.0.9.1 tcp/7000
# the first address of a family beside another one: hash sets of ipset cannot hold it
+ in eth0 198.51.100.77 tcp/7001
- in eth0 198.51.100.78 tcp/7001
+ in eth0 2001:db8:70::1 tcp/7001
- in eth0 2001:db8:70::2 tcp/7001
# an empty group matches nobody
- in eth0 10.0.1.11 tcp/9999
- in eth0 203.0.113.9 tcp/9999
# another interface, another group: a reference the other way
+ in eth1 10.0.1.11 tcp/5432
+ in eth1 2001:db8:1::11 tcp/5432
- in eth1 203.0.113.9 tcp/8000
- in eth1 10.0.9.1 tcp/22
- in eth0 10.0.1.11 tcp/5432
# restricted egress
+ out eth0 203.0.113.1 tcp/443
+ out eth0 2001:db8:40::1 tcp/443
- out eth0 203.0.114.1 tcp/443
- out eth0 203.0.113.1 tcp/442
- out eth0 203.0.113.1 udp/443
+ out eth0 192.0.2.53 udp/53
- out eth0 192.0.2.54 udp/53
- out eth0 192.0.2.53 icmp/8
# egress left out: everything may leave (fact 3)
+ out eth1 198.18.0.1 tcp/1
+ out eth1 2001:db8:ffff::1 udp/65535
+ out eth1 198.18.0.1 protocol/99
+ out eth1 198.18.0.1 icmp/8
`;

const rows = table
  .split('\n')
  .filter((line) => /^[+-] /.test(line))
  .map((line, id) => ({ passes: line.startsWith('+'), probe: packet(line.slice(2), id) }));

describeKernel('every edge of a definition', () => {
  it.each(backends)('$name', async ({ name, options, load, unload }) => {
    const { text } = await compileText(definition, options);
    const run = { name, script: text, load, unload, probes: rows.map(({ probe }) => probe) };
    const [result] = await runBatch(plan, [run]);
    expect(differences(run, result!, ({ id }) => rows[id]!.passes)).toEqual([]);
  });

  it('notices a wrong expectation', async () => {
    const { name, options, load, unload } = backends[0]!;
    const { text } = await compileText(definition, options);
    const run = { name, script: text, load, unload, probes: rows.map(({ probe }) => probe) };
    const [result] = await runBatch(plan, [run]);
    expect(differences(run, result!, ({ id }) => !rows[id]!.passes)).toHaveLength(rows.length);
  });
});

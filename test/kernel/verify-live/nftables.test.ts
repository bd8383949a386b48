import { expect, it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { nftables, verifyLive } from './support.js';

describeKernel('verify --live of nftables', () => {
  const rows: readonly (readonly [what: string, command: string, said: string])[] = [
    [
      'a rule more',
      'nft insert rule inet secgroup input iifname eth0 ip saddr 203.0.113.7 tcp dport 99 accept',
      'the script accepts tcp/99 from 203.0.113.7 into eth0; no rule allows it',
    ],
    [
      'a rule in front, which drops',
      'nft insert rule inet secgroup input ip saddr 10.9.0.0/16 tcp dport 22 drop',
      "the script drops tcp/22 from 10.9.0.0/16 into eth0; ingress rule 1 of group 'g' allows it",
    ],
    [
      'an element less',
      `nft -a list chain inet secgroup eth0-in-tcp4-22 | sed -n 's/^.*192.0.2.7.*handle //p' > /run/handle
      nft replace rule inet secgroup eth0-in-tcp4-22 handle "$(cat /run/handle)" ip saddr 192.0.2.9 accept`,
      "the script drops tcp/22 from 192.0.2.7 into eth0; ingress rule 1 of group 'g' allows it",
    ],
    [
      'a hook without its last rule, and with another policy',
      `nft flush chain inet secgroup forward
      nft 'chain inet secgroup forward { policy accept; }'`,
      'the script accepts everything; the host forwards nothing',
    ],
    [
      'a base chain more',
      `nft 'add chain inet secgroup early { type filter hook prerouting priority -300; }'
      nft add rule inet secgroup early ip saddr 192.0.2.9 drop`,
      'the script drops everything from 192.0.2.9 into lo; the loopback device is open',
    ],
    [
      'a table that is asleep',
      `nft 'table inet secgroup { flags dormant; }'`,
      "table 'inet secgroup' is dormant, so it filters nothing",
    ],
    // nft lists the second rule without its family: every port is open to IPv6.
    [
      'a rule that is not as nft lists it',
      `nft flush chain inet secgroup eth0-in
      nft add rule inet secgroup eth0-in meta nfproto ipv4 tcp dport 22 goto eth0-in-tcp4-22
      nft add rule inet secgroup eth0-in ct l3proto ipv4 tcp dport != 22 drop
      nft add rule inet secgroup eth0-in meta l4proto tcp ip6 saddr 2001:db8::/32 accept`,
      "of chain 'eth0-in' is not as nft lists it: 'ct l3protocol' is asked for too",
    ],
    [
      'a rule that is not understood',
      'nft insert rule inet secgroup input meta mark 7 accept',
      "error[not-understood]: cannot be proven: 'meta mark'",
    ],
  ];
  it.each(inTurn(rows, 4)())('refuses %s', async (_, commands, said) => {
    const { status, stderr } = await verifyLive(nftables, { commands });
    expect(stderr).toContain(said);
    expect(status).toBe(4);
  });

  it('tells what else is loaded, which can accept nothing that is dropped', async () => {
    const commands = `
      nft add table inet of_others
      nft add table ip other
      nft 'add chain ip other prerouting { type nat hook prerouting priority -100; }'
      nft 'add chain ip other input { type filter hook input priority -10; }'
      nft add rule ip other input accept
      iptables-legacy -A INPUT -s 192.0.2.7 -j DROP`;
    expect(await verifyLive(nftables, { commands })).toEqual({
      status: 0,
      stdout: '',
      stderr: [
        "warning[others-loaded]: table 'inet of_others' of nftables is loaded, which no hook calls",
        "warning[others-loaded]: table 'ip other' of nftables is loaded (prerouting, input): it can drop packets, or change them, and accepts none that is dropped here",
        "warning[others-loaded]: table 'ip filter' of iptables-legacy is loaded: it can drop packets, or change them",
        'what is loaded here: enforces exactly the definition for host dut',
      ].join('\n'),
    });
  });
});

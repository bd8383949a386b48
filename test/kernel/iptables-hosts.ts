import type { XtablesKind } from '../../src/target/target.js';
import { script, type TestHost } from '../target/iptables/host.js';

export const A: TestHost = {
  settings: { log: { prefix: 'drop $(touch canary) ', rate: 5, burst: 10 } },
  interfaces: [
    {
      id: 'eth0',
      ingress: [
        {
          allow: 'tcp/22',
          peers: '10.0.0.1 10.0.0.9 10.1.0.0/16 2001:db8::1 2001:db8:1::/48',
          description: '$(touch canary)',
        },
        { allow: 'tcp/80-81', peers: 'anywhere', description: '`touch canary`\nEND_OF_RULES\ntouch canary' },
        { allow: 'icmp/65280-65281', peers: 'ipv4' },
        { allow: 'icmpv6/32768-33023', peers: 'ipv6' },
        { allow: '50', peers: '10.0.0.0/8 12.1.0.0/16' },
        { allow: '0', peers: 'ipv4' },
        { allow: '51', peers: 'anywhere' },
        { allow: 'udp/53', peers: '0.0.0.0/1 192.0.0.0/2 ::/1 c000::/2' },
      ],
      egress: [{ allow: 'all', peers: 'anywhere' }],
    },
    { id: '-x', trusted: true },
    {
      id: 'eni-0123456789abcdef0',
      addresses: '10.9.0.1 2001:db8::9',
      ingress: [{ allow: 'udp/53', peers: '10.0.0.1 10.0.0.3' }],
    },
  ],
};

/** Shares one set's name with A, which holds something else, and leaves a hook alone. */
export const B: TestHost = {
  settings: { forward: 'ignore' },
  interfaces: [
    {
      id: 'eth0',
      ingress: [
        { allow: 'tcp/22', peers: '10.0.0.9 10.0.0.17 2001:db8::9 2001:db8::11' },
        { allow: 'tcp/443', peers: '10.0.0.1 10.0.0.9 10.1.0.0/16 10.3.0.0/16' },
      ],
    },
    { id: 'eth1', ingress: [{ allow: 'tcp/5432', peers: '10.7.0.1' }] },
  ],
};

/** What somebody else has loaded before. */
export const foreign = (kind: XtablesKind) => `for program in iptables-${kind} ip6tables-${kind}; do
  $program -N FOREIGN
  $program -A FOREIGN -p tcp --dport 9 -j RETURN
  $program -A INPUT -j FOREIGN
  $program -A FORWARD -j FOREIGN
done
ipset create foreign hash:ip`;

/** The kinds of iptables, each with and without ipset. */
export const combinations = (['legacy', 'nft'] as const).flatMap((kind) =>
  [false, true].map((sets) => ({
    kind,
    sets,
    name: `${kind}${sets ? ' with ipset' : ''}`,
    state: `state ${kind}`,
    scriptOf: (host: TestHost) => script(host, { sets, xtables: kind }),
  })),
);

import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import { describeKernel } from '../rig/index.js';
import { disagreements, examples, tryPaths } from './support.js';

/** One change of one host's script: what is replaced by what, and a probe that must notice. */
interface Fault {
  readonly name: string;
  readonly host: 'web-1' | 'db-1';
  readonly replace: readonly [from: string | RegExp, to: string];
  readonly noticed: RegExp;
}

const nftables: readonly Fault[] = [
  {
    name: 'an address of a peer is another',
    host: 'web-1',
    replace: ['ip saddr 10.0.0.5 accept', 'ip saddr 10.0.0.6 accept'],
    noticed: /bastion-1 10\.0\.0\.5 > web-1 10\.0\.1\.10 ipv4 tcp\/22 .*wanted answered, seen not-let-in/,
  },
  {
    name: 'the condition on the peer is lost',
    host: 'web-1',
    replace: ['ip saddr 10.0.0.5 accept', 'accept'],
    noticed: /> web-1 10\.0\.1\.10 ipv4 tcp\/22 .*wanted not-let-in, seen answered/,
  },
  {
    name: 'a rule is lost in one family',
    host: 'web-1',
    replace: ['ipv6 . tcp . 443 : accept', 'ipv6 . tcp . 444 : accept'],
    noticed: /> web-1 2001:\S+ ipv6 tcp\/443 .*wanted answered, seen not-let-in/,
  },
  {
    name: 'a port is another',
    host: 'web-1',
    replace: ['ipv4 . tcp . 80 :', 'ipv4 . tcp . 81 :'],
    noticed: /> web-1 10\.0\.1\.10 ipv4 tcp\/81 .*wanted not-let-in, seen answered/,
  },
  {
    name: 'a protocol is another',
    host: 'web-1',
    replace: ['ipv4 . tcp . 443 :', 'ipv4 . udp . 443 :'],
    noticed: /> web-1 10\.0\.1\.10 ipv4 tcp\/443 .*wanted answered, seen not-let-in/,
  },
  {
    name: 'ICMP of a family is forgotten',
    host: 'web-1',
    replace: ['ipv6 . icmpv6 : goto', 'ipv6 . 99 : goto'],
    noticed: /> web-1 2001:\S+ ipv6 echo .*wanted answered, seen not-let-in/,
  },
  {
    name: 'what a rule allows is rejected in words',
    host: 'web-1',
    replace: ['ip saddr 10.0.0.5 accept', 'ip saddr 10.0.0.5 reject with tcp reset'],
    noticed: /bastion-1 10\.0\.0\.5 > web-1 10\.0\.1\.10 ipv4 tcp\/22 .*wanted answered, seen not-let-in/,
  },
  {
    name: 'a port where nobody listens is rejected in front',
    host: 'web-1',
    replace: [/(chain output \{\n[^\n]*\n)/, '$1\t\tip daddr != 10.0.0.0/8 udp dport 1-65535 reject\n'],
    noticed: /^web-1 \S+ > \S+ ipv4 unreachable\/\d+ .*wanted answered, seen not-let-out/,
  },
  {
    name: 'answers of DHCP are admitted from anywhere',
    host: 'web-1',
    replace: [/(udp dport 68 .*) ip saddr \{[^}]*\}/, '$1'],
    noticed: /> web-1 10\.0\.1\.10 ipv4 udp\/68\/67 .*wanted not-let-in, seen answered/,
  },
  {
    name: 'answers of DHCP are forgotten',
    host: 'web-1',
    replace: [/\t\tudp dport 68 .* ip saddr .*\n/, ''],
    noticed: /^10\.255\.\S+ > web-1 10\.0\.1\.10 ipv4 udp\/68\/67 .*wanted answered, seen not-let-in/,
  },
  {
    name: 'DHCP is forgotten on its way out',
    host: 'web-1',
    replace: [/(chain output \{\n[^\n]*\n)/, '$1\t\tudp sport 68 drop\n'],
    noticed: /^web-1 \S+ > \S+ ipv4 udp\/67\/68 .*wanted answered, seen not-let-out/,
  },
  {
    name: 'whoever speaks from the port of a DHCP server is admitted',
    host: 'web-1',
    replace: [/udp dport 68 (udp sport 67 .*) ip saddr \{[^}]*\}/, '$1'],
    noticed: /> web-1 10\.0\.1\.10 ipv4 udp\/69\/67 .*wanted not-let-in, seen answered/,
  },
  {
    name: 'neighbour discovery is admitted in part',
    host: 'web-1',
    replace: ['icmpv6 type 133-136', 'icmpv6 type { 133, 135 }'],
    noticed: /> web-1 \S+ ipv6 icmp\/136\/0\/255 .*wanted unanswered, seen not-let-in/,
  },
  {
    name: 'a protocol that no rule names is let in',
    host: 'web-1',
    replace: ['ipv4 . icmp : goto', 'ipv4 . 47 : accept, ipv4 . icmp : goto'],
    noticed: /> web-1 \S+ ipv4 protocol\/47 .*wanted not-let-in, seen answered/,
  },
  {
    name: 'a host does not hear itself',
    host: 'web-1',
    replace: [/\t\tiifname "lo" accept\n/, ''],
    noticed: /^web-1 127\.0\.0\.1 > web-1 127\.0\.0\.1 ipv4 tcp\/22 .*wanted answered, seen not-let-in/,
  },
  {
    name: 'an ICMP type is another',
    host: 'web-1',
    replace: ['8 : accept,', '13 : accept,'],
    noticed: /> web-1 10\.0\.1\.10 ipv4 echo .*wanted answered, seen not-let-in/,
  },
  {
    name: 'what comes in is accepted at the end',
    host: 'web-1',
    replace: [/(chain input \{\n(?:\t\t.*\n)*?)\t\tdrop\n/, '$1\t\taccept\n'],
    noticed: /> web-1 \S+ ipv4 udp\/\d+ .*wanted not-let-in, seen answered/,
  },
  {
    name: 'what goes out is accepted at the end',
    host: 'db-1',
    replace: [/(chain output \{\n(?:\t\t.*\n)*?)\t\tdrop\n/, '$1\t\taccept\n'],
    noticed: /^db-1 \S+ > \S+ ipv6 tcp\/\d+ .*wanted not-let-out, seen answered/,
  },
  {
    name: 'answers are not known',
    host: 'web-1',
    replace: [/established,(?=related accept\n.*\n\t\tmeta nfproto ipv6 .*jump input)/, ''],
    noticed: /^web-1 \S+ > \S+ ipv4 tcp\/\d+ .*wanted answered, seen unanswered/,
  },
  {
    name: 'errors of a flow are not known',
    host: 'web-1',
    replace: [/,related(?= accept\n.*\n\t\tmeta nfproto ipv6 .*jump input)/, ''],
    noticed: /^web-1 \S+ > \S+ ipv4 unreachable\/\d+ .*wanted answered, seen unanswered/,
  },
  {
    name: 'invalid packets go on to the rules',
    host: 'web-1',
    replace: [/\t\tct state invalid drop\n/g, ''],
    noticed: /> web-1 \S+ ipv[46] invalid\/\d+ .*wanted not-let-in, seen unanswered/,
  },
  {
    name: 'a device has another name',
    host: 'web-1',
    replace: ['iifname "eth0" jump eth0-in\n', 'iifname "eth1" jump eth0-in\n'],
    noticed: /> web-1 10\.0\.1\.10 ipv4 tcp\/80 .*wanted answered, seen not-let-in/,
  },
  {
    name: 'a device is not asked for',
    host: 'web-1',
    replace: ['iifname "eth0" jump eth0-in\n', 'jump eth0-in\n'],
    noticed: /> web-1 198\.18\.\S+ ipv4 echo \(an interface .*wanted not-let-in, seen answered/,
  },
  {
    name: 'what is passed on is accepted at the end',
    host: 'web-1',
    replace: [/(chain forward \{\n(?:\t\t.*\n)*?)\t\tdrop\n/, '$1\t\taccept\n'],
    noticed: /> web-1 \S+ ipv6 forward\/\d+ .*wanted not-let-in, seen unanswered/,
  },
  {
    name: 'neighbour discovery from afar is admitted',
    host: 'web-1',
    replace: [/ ip6 hoplimit 255 accept/, ' accept'],
    noticed: /> web-1 \S+ ipv6 icmp\/135\/0 .*wanted not-let-in, seen unanswered/,
  },
];

const iptables: readonly Fault[] = [
  {
    name: 'the condition on the peer is lost',
    host: 'web-1',
    replace: ['--dport 22 -s 2001:db8:1::5', '--dport 22'],
    noticed: /> web-1 2001:\S+ ipv6 tcp\/22 .*wanted not-let-in, seen answered/,
  },
  {
    name: 'answers are not known',
    host: 'web-1',
    replace: [/RELATED,ESTABLISHED/g, 'RELATED'],
    noticed: /^web-1 \S+ > \S+ ipv4 tcp\/\d+ .*wanted answered, seen unanswered/,
  },
  {
    name: 'a chain ends in accept',
    host: 'web-1',
    replace: [/-A SECG-eth0-in -j DROP/, '-A SECG-eth0-in -j ACCEPT'],
    noticed: /> web-1 \S+ ipv6 udp\/\d+ .*wanted not-let-in, seen answered/,
  },
];

describeKernel('a fault in the script of one host', () => {
  describe.each([
    ['nftables', nftables],
    ['iptables', iptables],
  ] as const)('of %s', (target, faults) => {
    it.concurrent.for(inTurn(faults)())('is noticed: $name', async ({ host, replace, noticed }) => {
      const trials = await tryPaths([path.join(examples, 'three-tier.yaml')], {
        compile: { target, hosts: ['bastion-1', 'web-1', 'db-1'] },
        tamper: (script) => (script.host === host ? changed(script.text, replace) : script.text),
      });
      const found = disagreements(trials);
      expect(found.filter((one) => noticed.test(one))).not.toEqual([]);
      // Nothing else is wrong, so nobody else is blamed.
      expect(found.filter((one) => !one.includes(host))).toEqual([]);
    });
  });
});

function changed(text: string, [from, to]: Fault['replace']): string {
  const other = text.replace(from, to);
  if (other === text) throw new Error(`the script does not hold ${from}`);
  return other;
}

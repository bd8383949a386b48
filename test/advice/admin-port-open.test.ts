import { describe, expect, it } from 'vitest';
import { advised, messages, rule, webWith } from './advising.js';

const CODE = 'admin-port-open';

describe('administration ports open to the world', () => {
  it.each([
    ['ssh from anywhere'],
    ['ssh from anywhere-ipv6'],
    ['tcp/22 from 0.0.0.0/0'],
    ['tcp/20-24 from anywhere'],
    ['tcp/1-60000 from anywhere-ipv4'],
    ['[tcp/1-60000, udp/1-60000] from anywhere'],
    ['metrics from anywhere'],
    ['console from anywhere'],
    ['ssh from list:world'],
    ['rdp from "::/0"'],
    ['udp/3389 from anywhere'],
    ['tcp/5986 from anywhere'],
    ['[http, ssh] from [10.0.0.0/8, anywhere]'],
    ['ssh from ["0.0.0.0/1", "128.0.0.0/1"]'],
    ['ssh from ["0.0.0.0/1", "128.0.0.0/2", "192.0.0.0/3"]'],
    ['ssh from ["0.0.0.0/1", "128.0.0.0/2"]'],
    ['ssh from ["0.0.0.0-9.255.255.255", "11.0.0.0-255.255.255.255"]'],
    ['ssh from ["0.0.0.0-1.1.1.0", "1.1.1.2-255.255.255.255"]'],
    ['ssh from "1.0.0.0-223.255.255.255"'],
    ['ssh from "2000::/3"'],
  ])('%s', async (text) => {
    expect(await advised(CODE, webWith(text))).toEqual([rule(text)]);
  });

  it.each([
    ['https from anywhere'],
    ['tcp/23-3388 from anywhere'],
    ['tcp/5987 from anywhere'],
    ['udp/22 from anywhere'],
    ['icmp from anywhere-ipv4'],
    ['ssh from 10.0.0.0/8'],
    ['ssh from 0.0.0.0/1'],
    ['ssh from "fc00::/7"'],
    ['ssh from self'],
    ['ssh from [10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16]'],
  ])('not %s', async (text) => {
    expect(await advised(CODE, webWith(text))).toEqual([]);
  });

  it('is not for egress', async () => {
    const text = 'groups: { web: { egress: [{ allow: ssh, to: anywhere }] } }';
    expect(await advised(CODE, text)).toEqual([]);
  });
});

describe('spread over several rules', () => {
  it('finds halves, and leaves out rules that add nothing to it', async () => {
    const rules = [
      'ssh from 0.0.0.0/1',
      'https from anywhere',
      'ssh from 10.0.0.1',
      'tcp/20-30 from 128.0.0.0/1',
    ];
    expect(await advised(CODE, webWith(...rules))).toEqual([`${rule(rules[0]!)} + ${rule(rules[3]!)}`]);
  });

  it('shows every rule that alone opens it', async () => {
    const rules = ['ssh from 10.0.0.0/8', 'ssh from anywhere', 'tcp/20-30 from anywhere'];
    expect(await advised(CODE, webWith(...rules))).toEqual([`${rule(rules[1]!)} + ${rule(rules[2]!)}`]);
  });

  it('says both families in one message', async () => {
    const rules = ['ssh from anywhere-ipv4', 'ssh from anywhere-ipv6'];
    expect(await advised(CODE, webWith(...rules))).toEqual([`${rule(rules[0]!)} + ${rule(rules[1]!)}`]);
    expect(await messages(CODE, webWith(...rules))).toEqual([
      "group 'web' opens ssh (tcp/22) to the internet (IPv4 and IPv6)",
    ]);
  });

  it('says in one message what the same rule opens, and apart what different ones do', async () => {
    expect(await messages(CODE, webWith('[tcp/1-60000, udp/1-60000] from anywhere-ipv4'))).toEqual([
      "group 'web' opens ssh (tcp/22), rdp (tcp/3389, udp/3389) and winrm (tcp/5985-5986) to the internet (IPv4)",
    ]);
    expect(await messages(CODE, webWith('ssh from anywhere', 'rdp from anywhere-ipv6'))).toEqual([
      "group 'web' opens ssh (tcp/22) to the internet (IPv4 and IPv6)",
      "group 'web' opens rdp (tcp/3389) to the internet (IPv6)",
    ]);
  });

  it('finds halves in two groups that one interface carries', async () => {
    const text = `
groups:
  low: { ingress: [{ allow: ssh, from: 0.0.0.0/1 }] }
  high: { ingress: [{ allow: ssh, from: 128.0.0.0/1 }] }
hosts:
  a: { interfaces: { eth0: { groups: [low, high] } } }
  b: { interfaces: { eth0: { groups: [high, low] } } }
`;
    expect(await advised(CODE, text)).toEqual([
      '{ allow: ssh, from: 0.0.0.0/1 } + { allow: ssh, from: 128.0.0.0/1 }',
    ]);
    expect(await messages(CODE, text)).toEqual([
      "interface 'eth0' of host 'a', with groups 'low' and 'high' together, opens ssh (tcp/22) to the internet (IPv4)",
    ]);
    expect(
      await advised(CODE, text.replaceAll('[low, high]', '[low]').replaceAll('[high, low]', '[high]')),
    ).toEqual([]);
  });

  it('says it once of a group, whoever else is carried with it', async () => {
    const text = `
groups:
  open: { ingress: [{ allow: ssh, from: anywhere }] }
  other: { ingress: [{ allow: ssh, from: 10.0.0.0/8 }] }
hosts:
  a: { interfaces: { eth0: { groups: [open, other] } } }
`;
    expect(await advised(CODE, text)).toEqual(['{ allow: ssh, from: anywhere }']);
  });
});

import { describe, expect, it } from 'vitest';
import { tryToLower } from './host.js';
import { interfaceRules } from './rules.js';

const DROP = 'in: -j DROP';

describe('peers that may use everything', () => {
  it.each([
    ['everyone of the family, and then nobody is left to drop', 'ipv4', ['in: -j ACCEPT']],
    ['nobody', '', [DROP]],
    ['everyone of the other family', 'ipv6', [DROP]],
    ['one address', '10.0.0.1', ['in: -s 10.0.0.1 -j ACCEPT', DROP]],
    ['one prefix', '10.0.0.0/8', ['in: -s 10.0.0.0/8 -j ACCEPT', DROP]],
    [
      'the fewest prefixes of a range',
      '10.0.0.1-10.0.0.4',
      ['in: -s 10.0.0.1 -j ACCEPT', 'in: -s 10.0.0.2/31 -j ACCEPT', 'in: -s 10.0.0.4 -j ACCEPT', DROP],
    ],
    ['half of all', '128.0.0.0/1', ['in: -s 128.0.0.0/1 -j ACCEPT', DROP]],
  ])('%s', (_, peers, expected) => {
    expect(interfaceRules([{ allow: 'all', peers }])).toEqual(expected);
  });

  it('are destinations on the way out', () => {
    expect(
      interfaceRules([{ allow: 'all', peers: '10.0.0.0/8' }], 'ipv4', { sets: false }, 'egress'),
    ).toEqual(['out: -d 10.0.0.0/8 -j ACCEPT', 'out: -j DROP']);
  });

  it('are of the family of the chain', () => {
    const rules = [{ allow: 'all', peers: '10.0.0.1 2001:db8::/32' }];
    expect(interfaceRules(rules, 'ipv4')).toEqual(['in: -s 10.0.0.1 -j ACCEPT', DROP]);
    expect(interfaceRules(rules, 'ipv6')).toEqual(['in: -s 2001:db8::/32 -j ACCEPT', DROP]);
  });
});

describe('ports', () => {
  it.each([
    ['tcp/22', '--dport 22'],
    ['tcp/0', '--dport 0'],
    ['tcp/65535', '--dport 65535'],
    ['tcp/0-1', '--dport 0:1'],
    ['tcp/1-65535', '--dport 1:65535'],
    ['tcp/8000-8100', '--dport 8000:8100'],
  ])('%s', (allow, match) => {
    expect(interfaceRules([{ allow, peers: '10.0.0.1' }])).toEqual([
      'in: -p tcp -j SECG-eth0-in-tcp',
      DROP,
      `in-tcp: -p tcp ${match} -s 10.0.0.1 -j ACCEPT`,
    ]);
  });

  it.each([
    ['tcp', 'tcp'],
    ['udp', 'udp'],
  ])('all of %s need no chain', (allow, name) => {
    expect(interfaceRules([{ allow, peers: 'ipv4' }])).toEqual([`in: -p ${name} -j ACCEPT`, DROP]);
  });

  it('with several peers go to a chain of the peers, and equal peers share it', () => {
    const peers = '10.0.0.1 10.2.0.0/16';
    const rules = [
      { allow: 'tcp/22', peers },
      { allow: 'tcp/80', peers: 'ipv4' },
      { allow: 'tcp/443', peers },
    ];
    expect(interfaceRules(rules)).toEqual([
      'in: -p tcp -j SECG-eth0-in-tcp',
      DROP,
      'in-tcp: -p tcp --dport 22 -g SECG-eth0-in-tcp-22',
      'in-tcp: -p tcp --dport 80 -j ACCEPT',
      'in-tcp: -p tcp --dport 443 -g SECG-eth0-in-tcp-22',
      'in-tcp-22: -s 10.0.0.1 -j ACCEPT',
      'in-tcp-22: -s 10.2.0.0/16 -j ACCEPT',
    ]);
  });

  it('come after the peers that may use all of them', () => {
    const rules = [
      { allow: 'tcp', peers: '10.0.0.1 10.0.0.9' },
      { allow: 'tcp/22', peers: '192.0.2.1' },
    ];
    expect(interfaceRules(rules)).toEqual([
      'in: -p tcp -j SECG-eth0-in-tcp',
      DROP,
      'in-tcp: -s 10.0.0.1 -j ACCEPT',
      'in-tcp: -s 10.0.0.9 -j ACCEPT',
      'in-tcp: -p tcp --dport 22 -s 192.0.2.1 -j ACCEPT',
    ]);
  });
});

describe('ICMP', () => {
  const cells = (allow: string, family: 'ipv4' | 'ipv6' = 'ipv4') =>
    interfaceRules([{ allow, peers: family }], family)
      .filter((rule) => rule.startsWith('in-icmp: '))
      .map((rule) => rule.slice('in-icmp: '.length));

  it.each([
    ['a type with any code', 'icmp/2048-2303', ['-p icmp --icmp-type 8 -j ACCEPT']],
    ['a type and code', 'icmp/772', ['-p icmp --icmp-type 3/4 -j ACCEPT']],
    ['type 0, code 0', 'icmp/0', ['-p icmp --icmp-type 0/0 -j ACCEPT']],
    ['two types', 'icmp/0-511', ['-p icmp --icmp-type 0 -j ACCEPT', '-p icmp --icmp-type 1 -j ACCEPT']],
    [
      'a code beyond a type on either side',
      'icmp/255-512',
      [
        '-p icmp --icmp-type 0/255 -j ACCEPT',
        '-p icmp --icmp-type 1 -j ACCEPT',
        '-p icmp --icmp-type 2/0 -j ACCEPT',
      ],
    ],
    ['type 254', 'icmp/65024-65279', ['-p icmp --icmp-type 254 -j ACCEPT']],
    [
      'type 255, which --icmp-type takes for any type',
      'icmp/65280-65535',
      ['-p icmp -m u32 --u32 4&0x1fff=0&&0>>22&0x3c@0>>16=65280:65535 -j ACCEPT'],
    ],
    [
      'type 254 and one code of type 255',
      'icmp/65024-65280',
      [
        '-p icmp --icmp-type 254 -j ACCEPT',
        '-p icmp -m u32 --u32 4&0x1fff=0&&0>>22&0x3c@0>>16=65280 -j ACCEPT',
      ],
    ],
  ])('%s', (_, allow, expected) => {
    expect(cells(allow)).toEqual(expected);
  });

  it.each([
    ['a type with any code', 'icmpv6/32768-33023', ['-p ipv6-icmp --icmpv6-type 128 -j ACCEPT']],
    ['a type and code', 'icmpv6/260', ['-p ipv6-icmp --icmpv6-type 1/4 -j ACCEPT']],
    ['type 255, which means itself', 'icmpv6/65280-65535', ['-p ipv6-icmp --icmpv6-type 255 -j ACCEPT']],
  ])('v6: %s', (_, allow, expected) => {
    expect(cells(allow, 'ipv6')).toEqual(expected);
  });

  it.each([
    ['icmp', 'ipv4', 'icmp'],
    ['icmpv6', 'ipv6', 'ipv6-icmp'],
  ] as const)('all of %s', (allow, family, name) => {
    expect(interfaceRules([{ allow, peers: 'anywhere' }], family)).toEqual([
      `in: -p ${name} -j ACCEPT`,
      DROP,
    ]);
    expect(interfaceRules([{ allow, peers: 'anywhere' }], family === 'ipv4' ? 'ipv6' : 'ipv4')).toEqual([
      DROP,
    ]);
  });

  it('names the chains of type and code apart', () => {
    const rules = [
      { allow: 'icmp/2048-2303', peers: '10.0.0.1 10.0.0.9' },
      { allow: 'icmp/772', peers: '10.0.0.1 10.0.0.8' },
    ];
    expect(interfaceRules(rules).filter((rule) => rule.includes('-g'))).toEqual([
      'in-icmp: -p icmp --icmp-type 3/4 -g SECG-eth0-in-icmp-0304',
      'in-icmp: -p icmp --icmp-type 8 -g SECG-eth0-in-icmp-8',
    ]);
  });
});

describe('protocols without ports', () => {
  it.each([
    ['50', '-p 50'],
    ['255', '-p 255'],
    ['0', '-m u32 --u32 6&0xff=0'],
    ['51', '-p 51'],
  ])('%s in IPv4', (allow, match) => {
    expect(interfaceRules([{ allow, peers: 'ipv4' }])).toEqual([`in: ${match} -j ACCEPT`, DROP]);
  });

  it.each([
    ['50', '-p 50'],
    ['59', '-p 59'],
    ['135', '-p 135'],
    ['51', '-m ah'],
  ])('%s in IPv6', (allow, match) => {
    expect(interfaceRules([{ allow, peers: 'ipv6' }], 'ipv6')).toEqual([`in: ${match} -j ACCEPT`, DROP]);
  });

  it('with several peers come back from their chain to the rules that follow', () => {
    const peers = '10.0.0.1 10.0.0.9';
    const rules = ['47', '50', '51'].map((allow) => ({ allow, peers }));
    expect(interfaceRules(rules)).toEqual([
      'in: -p 47 -j SECG-eth0-in-47',
      'in: -p 50 -j SECG-eth0-in-50',
      'in: -p 51 -j SECG-eth0-in-50',
      DROP,
      'in-47: -s 10.0.0.1 -j ACCEPT',
      'in-47: -s 10.0.0.9 -j ACCEPT',
      'in-50: -s 10.0.0.1 -j ACCEPT',
      'in-50: -s 10.0.0.9 -j ACCEPT',
    ]);
  });

  it.each(['0', '43', '44', '60'])('%s in IPv6 is refused, since ip6tables looks behind it', (allow) => {
    const rule = { allow, peers: 'anywhere', description: 'odd' };
    const { value, diagnostics } = tryToLower({ interfaces: [{ id: 'eth0', ingress: [rule] }] });
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, span }) => [code, span?.source.name])).toEqual([
      ['not-expressible', 'net.yaml'],
    ]);
    expect(diagnostics[0]!.message).toContain(`web ingress 1 (odd) allows protocol/${allow} in IPv6`);
  });

  it('are refused once for a rule, not where everything is allowed anyway', () => {
    const host = (peers: string) => ({
      interfaces: [
        {
          id: 'eth0',
          ingress: [
            { allow: '43', peers },
            { allow: 'all', peers: '2001:db8::/32' },
          ],
        },
      ],
    });
    expect(tryToLower(host('2001:db8:1::/48')).diagnostics).toEqual([]);
    expect(tryToLower(host('2001:db9::/32')).diagnostics).toHaveLength(1);
  });
});

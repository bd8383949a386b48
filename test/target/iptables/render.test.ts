import { describe, expect, it } from 'vitest';
import type { HashSet, IptablesProgram, Rule } from '../../../src/target/iptables/program.js';
import { renderIptables } from '../../../src/target/iptables/render.js';
import { iptablesStats } from '../../../src/target/iptables/stats.js';
import { header, lower, script, type TestHost } from './host.js';

const empty: IptablesProgram = {
  target: 'ipset',
  xtables: 'default',
  hooks: [],
  ipv4: [],
  ipv6: [],
  early: { ipv4: [], ipv6: [] },
  sets: [],
};

/** The text between the two lines that enclose what one command of the script is fed. */
function fed(text: string, name: string): readonly string[] {
  const body = new RegExp(
    `^${name}\\(\\) \\{\\n {2}cat <<'(END_OF_[A-Z]+)'\\n([\\s\\S]*?)\\n\\1\\n\\}$`,
    'm',
  ).exec(text);
  if (!body) throw new Error(`the script has no ${name}()`);
  return body[2]!.split('\n');
}

describe('the text that is fed to iptables-restore and ipset', () => {
  const rule: Rule = { matches: [], target: { kind: 'drop' }, comment: 'why' };
  const chain = { name: 'SECG-INPUT', comment: 'what for', rules: [rule, { ...rule, comment: '' }] };
  const set: HashSet = {
    name: 'SECG-a-ip',
    type: 'hash:ip',
    family: 'inet6',
    hashsize: 64,
    maxelem: 65_536,
    parts: [
      { elements: ['::1'], comment: '' },
      { elements: ['::3'], comment: 'one more' },
    ],
    comment: 'members',
  };

  it('declares chains, jumps to them once, and says why each rule is there', () => {
    const text = renderIptables({ ...empty, hooks: ['INPUT'], ipv6: [chain] }, header);
    expect(fed(text, 'rules_ipv6')).toEqual([
      ':INPUT DROP [0:0]',
      ':SECG-INPUT - [0:0]',
      '-I INPUT 1 -j SECG-INPUT',
      '# what for',
      '# why',
      '-A SECG-INPUT -j DROP',
      '-A SECG-INPUT -j DROP',
    ]);
  });

  it('creates sets and adds what they hold', () => {
    expect(fed(renderIptables({ ...empty, sets: [set] }, header), 'sets')).toEqual([
      '# members',
      'create SECG-a-ip hash:ip family inet6 hashsize 64 maxelem 65536',
      'add SECG-a-ip ::1',
      '# one more',
      'add SECG-a-ip ::3',
    ]);
  });

  it('is empty where every hook is left alone', () => {
    const text = script({ settings: { input: 'ignore', output: 'ignore', forward: 'ignore' } });
    expect(fed(text, 'rules_ipv4')).toEqual(['']);
    expect(fed(text, 'rules_ipv6')).toEqual(['']);
  });
});

describe('the commands', () => {
  it.each([
    ['default', 'ip6tables-restore', 'iptables-save'],
    ['legacy', 'ip6tables-legacy-restore', 'iptables-legacy-save'],
    ['nft', 'ip6tables-nft-restore', 'iptables-nft-save'],
  ] as const)('%s', (xtables, restore, save) => {
    const text = renderIptables({ ...empty, target: 'iptables', xtables }, header);
    expect(text).toContain(` *_ipv6) ${restore} --noflush -w `);
    expect(text).toContain(` rules_ipv4) ${save} -t filter `);
  });

  it('include ipset where there are sets', () => {
    const needed = (target: 'iptables' | 'ipset') =>
      /^for program in (.*); do$/m.exec(renderIptables({ ...empty, target }, header))?.[1];
    expect(needed('iptables')).toBe('ip6tables-save ip6tables-restore iptables-save iptables-restore awk');
    expect(needed('ipset')).toBe('ip6tables-save ip6tables-restore iptables-save iptables-restore ipset awk');
  });
});

describe('text that people wrote', () => {
  const hostile = [
    'END_OF_RULES\nEND_OF_SETS\n}\ntouch /canary',
    '$(touch /canary)`touch /canary`',
    '\'"\\; touch /canary #',
    'COMMIT\r-A INPUT -j ACCEPT',
    '\u202e\u0000{{ header }}{% raw %}',
    'x'.repeat(10_000),
  ];

  it.each(hostile)('%j stays within one comment', (text) => {
    const host: TestHost = {
      interfaces: [
        {
          id: 'eth0',
          ingress: [
            { allow: 'tcp/22', peers: '10.0.0.1 10.0.0.9', description: text },
            { allow: 'all', peers: '10.2.0.0/16', description: text },
          ],
        },
      ],
    };
    const plain = (of: string) => of.split('\n').filter((line) => !line.startsWith('#'));
    const harmless = JSON.parse(
      JSON.stringify(host).replaceAll(JSON.stringify(text), '"harmless"'),
    ) as TestHost;
    for (const sets of [false, true])
      expect(plain(script(host, { sets }))).toEqual(plain(script(harmless, { sets })));
    const named = { ...header, generator: text, host: text, sources: [{ name: text, digest: text }] };
    expect(plain(renderIptables(lower(host), named))).toEqual(plain(script(host)));
  });

  it.each(['a"b', 'a\\b', 'a\nb', 'é', 'x'.repeat(30)])('%j is refused as a log prefix', (prefix) => {
    expect(() => script({ settings: { log: { prefix, rate: 1, burst: 1 } } })).toThrow(
      'cannot be a log prefix',
    );
  });
});

describe('names of chains', () => {
  it('have 28 characters at the most, whatever the interface is called', () => {
    const rules = ['tcp/65535', 'udp/65535', 'icmp/65278', '255'].map((allow) => ({
      allow,
      peers: '10.0.0.1 10.0.0.9',
    }));
    const interfaces = ['eni-0123456789abcdef0', 'eni-0123456789abcdef1', 'eni-0x23456789abcdef0'].map(
      (id) => ({
        id,
        addresses: '10.1.0.1',
        ingress: rules,
        egress: rules,
      }),
    );
    const names = lower({ interfaces }).ipv4.map(({ name }) => name);
    expect(Math.max(...names.map(({ length }) => length))).toBe(28);
    expect(names).toContain('SECG-eni--def0-out-tcp-65535');
    expect(names).toContain('SECG-eni-ef0-2-out-icmp-fefe');
  });
});

describe('what a program costs', () => {
  it('counts its parts, and the rules on the longest way', () => {
    const baseline = {
      neighbourDiscovery: false,
      multicastListener: false,
      dhcpv4: false,
      dhcpv6: false,
      cloud: false,
    };
    const settings = { input: 'drop', output: 'ignore', forward: 'ignore', baseline } as const;
    const peers = '10.0.0.1 10.0.0.9 10.2.0.0/16';
    const interfaces = [
      { id: 'eth0', ingress: [{ allow: 'tcp/22', peers }] },
      { id: 'eth1', ingress: [] },
    ];
    const plain = iptablesStats(lower({ settings, interfaces }));
    // IPv4: four rules as far as the jump to eth0's two; after the first of these one of TCP, and three of peers.
    expect(plain).toEqual({ chains: 8, sets: 0, elements: 0, rules: 21, worstCaseLookups: 10 });
    const ipset = iptablesStats(lower({ settings, interfaces }, { sets: true }));
    expect(ipset).toEqual({ chains: 8, sets: 2, elements: 3, rules: 20, worstCaseLookups: 9 });
  });
});

import { describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/definition/model.js';
import { lower, noBaseline, type TestHost } from './host.js';
import { hookRules } from './rules.js';

const host = (
  settings: Partial<Settings> = {},
  egress: NonNullable<TestHost['interfaces']>[0]['egress'] = [],
): TestHost => ({
  settings: { refuse: 'reject', baseline: noBaseline, ...settings },
  interfaces: [{ id: 'eth0', ingress: [{ allow: 'tcp/22', peers: 'anywhere' }], egress }],
});

const answers = (error: string) => [
  '-p tcp -m conntrack --ctstate NEW -m limit --limit 200/second --limit-burst 200 -j REJECT --reject-with tcp-reset',
  `! -p tcp -m conntrack --ctstate NEW -j REJECT --reject-with ${error}`,
  '-j DROP',
];

describe('what is refused with an answer', () => {
  it('begins a flow on an interface of the definition; all else is dropped', () => {
    expect(hookRules(host(), 'SECG-eth0-in', 'ipv4').at(-1)).toBe('-j SECG-INPUT-REFUSE');
    expect(hookRules(host(), 'SECG-eth0-out', 'ipv6').at(-1)).toBe('-j SECG-OUTPUT-REFUSE');
    expect(hookRules(host(), 'SECG-INPUT', 'ipv4').at(-1)).toBe('-j DROP');
    expect(hookRules(host(), 'SECG-INPUT-REFUSE', 'ipv4')).toEqual(answers('icmp-admin-prohibited'));
    expect(hookRules(host(), 'SECG-OUTPUT-REFUSE', 'ipv6')).toEqual(answers('icmp6-adm-prohibited'));
  });

  it('is logged first', () => {
    const logged = host({ log: { prefix: 'fw ', rate: 3, burst: 7 } });
    expect(hookRules(logged, 'SECG-INPUT-REFUSE', 'ipv4')).toEqual([
      '-m limit --limit 3/second --limit-burst 7 -j LOG --log-prefix "fw "',
      ...answers('icmp-admin-prohibited'),
    ]);
    expect(hookRules(logged, 'SECG-INPUT', 'ipv4').at(-1)).toBe('-j SECG-DROP');
  });

  it('is nothing where everything is allowed', () => {
    const open = lower(host({}, [{ allow: 'all', peers: 'anywhere' }]));
    expect(open.ipv4.map(({ name }) => name)).not.toContain('SECG-OUTPUT-REFUSE');
    expect(open.ipv4.map(({ name }) => name)).toContain('SECG-INPUT-REFUSE');
  });
});

import { expect, it } from 'vitest';
import { BOTH_WAYS, base, nftRun, PLAN, packets } from './example.js';
import { describeKernel, differences, type Probe, type Run, runBatch, SCRIPT } from './index.js';

/** TCP to port 22 in both directions, by hand, for one kind of iptables and with or without ipset. */
function iptablesRun(kind: 'nft' | 'legacy', ipset: boolean, probes: readonly Probe[]): Run {
  const sets = `ipset restore <<'END'
create four hash:net
add four 203.0.113.0/24
create six hash:net family inet6
add six 2001:db8:40::/48
END`;
  const table = (set: string): string => `*filter
:INPUT DROP
:OUTPUT DROP
-A INPUT -p tcp --dport 22 ${ipset ? `-m set --match-set ${set} src ` : ''}-j ACCEPT
-A OUTPUT -p tcp --dport 22 ${ipset ? `-m set --match-set ${set} dst ` : ''}-j ACCEPT
COMMIT`;
  const script = `set -e
if [ "$1" = stop ]; then
  for program in iptables-${kind} ip6tables-${kind}; do
    $program -w -P INPUT ACCEPT; $program -w -P OUTPUT ACCEPT; $program -w -F
  done
  ${ipset ? 'ipset destroy' : ''}
  exit
fi
${ipset ? sets : ''}
iptables-${kind}-restore -w --noflush <<'END'
${table('four')}
END
ip6tables-${kind}-restore -w --noflush <<'END'
${table('six')}
END
`;
  const name = `iptables-${kind}${ipset ? ' with ipset' : ''}`;
  return { name, script, load: ['sh', SCRIPT], unload: ['sh', SCRIPT, 'stop'], probes };
}

describeKernel('every kind of firewall in one batch', () => {
  it('is seen by the recorder alike, and leaves nothing to the next', async () => {
    const wanted = BOTH_WAYS.flatMap((way) => [
      ...[21, 22, 23].map((port) => ({ ...way, protocol: 6, port })),
      { ...way, protocol: 17, port: 22 },
    ]);
    const probes = packets(['203.0.113.9', '2001:db8:40::9'], wanted);
    const rules = 'tcp dport 22 accept';
    const runs = [
      nftRun('nft', base('input', 'drop', rules) + base('output', 'drop', rules), probes),
      iptablesRun('nft', false, probes),
      iptablesRun('legacy', false, probes),
      iptablesRun('nft', true, probes),
      iptablesRun('legacy', true, probes),
    ];
    const control: Run = { name: 'no firewall', probes };
    const results = await runBatch(PLAN, [...runs, control]);
    runs.forEach((run, at) => {
      expect(differences(run, results[at]!, (probe) => probe.protocol === 6 && probe.port === 22)).toEqual(
        [],
      );
    });
    expect(differences(control, results[runs.length]!, () => true)).toEqual([]);
  });
});

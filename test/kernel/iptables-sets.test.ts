import { expect, it } from 'vitest';
import { script, type TestHost } from '../target/iptables/host.js';
import { inNamespace } from './in-namespace.js';
import { A, B, combinations } from './iptables-hosts.js';
import { describeKernel, differences, type Probe, runBatch, SCRIPT } from './rig/index.js';

describeKernel('sets', () => {
  const a = script(A, { sets: true, xtables: 'nft' });
  const state = 'state nft';

  it('are as they were if one of another kind stands in the way', () => {
    const b = script(B, { sets: true, xtables: 'nft' });
    const swapped = 'ipset create SECG-eth0-in-tcp-443-v4-net hash:net family inet6';
    const commands = ['sh a', swapped, state, 'sh b', state];
    const [, , before, failed, after] = inNamespace({ a, b }, commands);
    expect(failed).toMatch(/not loaded; the firewall is as it was\nstatus 1\n$/);
    expect(after).toBe(before);
  });

  it('are as they were if a new one cannot hold its elements', () => {
    const full = a.replaceAll('maxelem 65536', 'maxelem 1');
    const [, before, failed, after] = inNamespace({ a, full }, ['sh a', state, 'sh full', state]);
    expect(failed).toMatch(/Hash is full[\s\S]*as it was\nstatus 1\n$/);
    expect(after).toBe(before);
  });

  it('hold only what they held and shall hold, while the rules are switched', () => {
    const b = script(B, { sets: true, xtables: 'nft' });
    const spy = (program: string) =>
      `#!/bin/sh\ncase "$*" in *--test*) ;; *) ipset save | grep -- 'SECG-eth0-in-tcp-22-v4-ip 1' >>seen ;; esac\nPATH="$REAL" exec ${program} "$@"\n`;
    const scripts = Object.fromEntries(
      ['iptables-nft-restore', 'ip6tables-nft-restore'].map((program) => [program, spy(program)]),
    );
    const spied = 'export REAL="$PATH"; PATH="$PWD:$PATH" sh b; cat seen';
    const after = "ipset save | grep -- 'SECG-eth0-in-tcp-22-v4-ip 1' | sort";
    const [loaded, seen, end] = inNamespace({ a, b, ...scripts }, ['sh a', spied, after]);
    const add = (address: string) => `add SECG-eth0-in-tcp-22-v4-ip ${address}\n`;
    expect([loaded, seen, end]).toEqual(['', add('10.0.0.9').repeat(2), add('10.0.0.17') + add('10.0.0.9')]);
  });

  it('that were left by a run that was killed do not matter', () => {
    const left = 'ipset create SECG+eth0-in-tcp-22-v4-ip hash:net; ipset create SECG=x hash:ip';
    const [, alone] = inNamespace({ a }, ['sh a', state]);
    expect(inNamespace({ a }, [left, 'sh a', state])).toEqual(['', '', alone]);
  });
});

describeKernel('what -p and --icmp-type cannot say', () => {
  const PEER = '203.0.113.9';
  const host: TestHost = {
    settings: { invalid: 'ignore' },
    interfaces: [
      {
        id: 'eth0',
        ingress: [
          { allow: '0', peers: PEER },
          { allow: 'icmp/65281-65282', peers: PEER },
          { allow: 'icmp/1024-1279', peers: PEER },
        ],
      },
    ],
  };
  const plan = { interfaces: [{ device: 'eth0', addresses: ['10.0.1.10'] }] };
  const probe = { direction: 'ingress', device: 'eth0', family: 'ipv4', destination: '10.0.1.10' } as const;
  const icmp = [0, 3, 4, 5, 254, 255].flatMap((type) =>
    [0, 1, 2, 3, 255].map((code) => ({ protocol: 1, type, code })),
  );
  const packets = [...icmp, { protocol: 0 }, { protocol: 2 }, { protocol: 255 }];
  const probes: readonly Probe[] = [PEER, '203.0.113.10'].flatMap((source, at) =>
    packets.map((packet, i) => ({ ...probe, ...packet, source, id: at * packets.length + i + 1 })),
  );
  const allowed = ({ source, protocol, type, code }: Probe) =>
    source === PEER && (protocol === 0 || type === 4 || (type === 255 && (code === 1 || code === 2)));

  it('is said exactly', async () => {
    const runs = combinations.map(({ kind, sets, name }) => ({
      name,
      script: script(host, { sets, xtables: kind }),
      load: ['sh', SCRIPT],
      unload: ['sh', SCRIPT, 'unload'],
      probes,
    }));
    const results = await runBatch(plan, runs);
    const wrong = runs.flatMap((run, i) => differences(run, results[i]!, allowed));
    expect(wrong).toEqual([]);
  });
});

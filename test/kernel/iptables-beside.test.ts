import { expect, it } from 'vitest';
import { inTurn, pairs } from '../support/sample.js';
import { script } from '../target/iptables/host.js';
import { inNamespace } from './in-namespace.js';
import { A } from './iptables-hosts.js';
import { describeKernel } from './rig/index.js';

describeKernel('a table that iptables cannot show (40)', () => {
  const families = ['ip', 'ip6'] as const;
  const made = (family: string, table: string) =>
    `nft 'table ${family} ${table} { chain X { ct state vmap { established : accept, invalid : drop }; }; }'`;

  const tables = pairs(families, ['filter', 'raw'] as const).map(([family, table]) => ({ family, table }));
  it.each(inTurn(tables, 2)())(
    '$family $table stops a load and an unload before anything is touched',
    ({ family, table }) => {
      const scripts = { a: script(A, { sets: true, xtables: 'nft' }) };
      const all = 'nft list ruleset | sed "s/packets .*//"; ipset save';
      const printed = inNamespace(scripts, [made(family, table), all, 'sh a', all]);
      const [, before, failed, after] = printed;
      expect(failed).toContain(`a: table '${family} ${table}' holds what iptables cannot show: move that`);
      expect(failed).toMatch(/a: not loaded: what is there cannot be read\nstatus 1\n$/);
      expect(after).toBe(before);
      const loaded = inNamespace(scripts, ['sh a', made(family, table), all, 'sh a unload', all]);
      expect(loaded[3]).toMatch(
        /cannot show[\s\S]*a: not unloaded: what is there cannot be read\nstatus 1\n$/,
      );
      expect(loaded[4]).toBe(loaded[2]);
    },
  );
});

for (const kind of ['legacy', 'nft'] as const) {
  const a = script(A, { sets: false, xtables: kind });

  describeKernel(`beside others, a script for iptables-${kind}`, () => {
    it('puts its jump first again, and back where it was if that fails', () => {
      const before = `for i in 1 2; do iptables-${kind} -I INPUT -p tcp --dport $i -j ACCEPT; done`;
      const jumps = `iptables-${kind}-save -t filter | grep '^-A INPUT'`;
      const failing = `#!/bin/sh
case "$*" in *--test*) ;; *) if [ ! -e failed ]; then touch failed; ip6tables-${kind} -L >/dev/null; PATH="$REAL" iptables-${kind}-restore "$@"; exit 9; fi ;; esac
PATH="$REAL" exec iptables-${kind}-restore "$@"
`;
      const run = 'export REAL="$PATH"; PATH="$PWD:$PATH" sh a';
      const scripts = { a, [`iptables-${kind}-restore`]: failing };
      const [, , moved, failed, back, loaded, first] = inNamespace(scripts, [
        'sh a',
        before,
        jumps,
        run,
        jumps,
        'sh a',
        jumps,
      ]);
      expect(failed).toBe('a: not loaded; the firewall is as it was\nstatus 1\n');
      expect(back).toBe(moved);
      expect(moved).toMatch(/--dport 2 .*\n.*--dport 1 .*\n-A INPUT -j SECG-INPUT\n$/);
      expect(loaded).toBe('');
      expect(first).toMatch(/^-A INPUT -j SECG-INPUT\n.*--dport 2 .*\n.*--dport 1 .*\n$/);
    });

    it('waits for another run, also where /run cannot be written', () => {
      const wait = (file: string) =>
        `flock ${file} sh -c 'sleep 2; echo first' & sleep 1; sh a; echo second; wait`;
      const [, one, , two] = inNamespace({ a }, [
        'touch /run/secgroup.lock',
        wait('/run/secgroup.lock'),
        'mount -o remount,ro /run',
        kind === 'nft' ? `rm -f /run/secgroup.lock; sh a; echo second` : 'echo second',
      ]);
      expect(one).toBe('first\nsecond\n');
      expect(two).toContain('second\n');
    });
  });
}

describeKernel('a kernel without IPv6', () => {
  const a = script(A, { sets: false, xtables: 'legacy' });
  const scripts = (message: string) => ({
    a,
    'ip6tables-legacy-save': `#!/bin/sh\necho 'ip6tables-save: Cannot initialize: ${message}' >&2\nexit 1\n`,
  });
  const run = 'PATH="$PWD:$PATH" sh a';
  const ipv4 = 'iptables-legacy-save | grep -c SECG-';

  it('gets the rules of IPv4, and both are told', () => {
    const texts = scripts('Address family not supported by protocol');
    const [loaded, rules, unloaded, none] = inNamespace(texts, [run, ipv4, `${run} unload`, ipv4]);
    expect(loaded).toMatch(/a: this kernel has no IPv6: only IPv4 matters here\n$/);
    expect(Number(rules)).toBeGreaterThan(10);
    expect(unloaded).toMatch(/only IPv4 matters here\n$/);
    expect(none).toMatch(/^0\n/);
  });

  it('is not what any other failure means, or addresses of IPv6 on a device', () => {
    const address = 'ip link add d0 type veth peer d1; ip -6 addr add 2001:db8::1/64 dev d0';
    for (const [message, first] of [
      ['Permission denied', ':'],
      ['Address family not supported by protocol', address],
    ] as const) {
      const [, refused, rules] = inNamespace(scripts(message), [first, run, ipv4]);
      expect(refused).toMatch(/a: not loaded: what is there cannot be read\nstatus 1\n$/);
      expect(rules).toMatch(/^0\n/);
    }
  });
});

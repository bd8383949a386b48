import { expect, it } from 'vitest';
import { inTurn } from '../../support/sample.js';
import type { TestHost } from '../../target/iptables/host.js';
import { inNamespace, type Scripts } from '../in-namespace.js';
import { A, B, combinations } from '../iptables-hosts.js';
import { describeKernel } from '../rig/index.js';

/** A combination with its scripts, and what is looked at with it. */
const rows = combinations.map((combination) => {
  const { kind, scriptOf } = combination;
  const early = (host: TestHost) => scriptOf({ ...host, settings: { ...host.settings, earlyDrop: true } });
  return {
    ...combination,
    early,
    plain: scriptOf(A),
    // B forwards, so that it drops nothing early.
    other: early({ ...B, settings: {} }),
    both: `for save in iptables-${kind}-save ip6tables-${kind}-save; do
      $save 2>/dev/null | sed -e '/^#/d' -e 's/ \\[.*//'
    done`,
    foreign: `for program in iptables-${kind} ip6tables-${kind}; do
      $program -t raw -P OUTPUT DROP
      $program -t raw -A PREROUTING -p tcp --dport 9 -j RETURN
    done`,
  };
});
const turn = inTurn(rows);
const steps = (scripts: Scripts, ...commands: readonly string[]) => inNamespace(scripts, commands);

describeKernel('what is dropped early by iptables', () => {
  it.each(turn())(
    'loads; loading it again changes nothing; unloading leaves what was there: $name',
    ({ early, both, foreign }) => {
      const [, before, first, once, again, twice, last, after] = steps(
        { a: early(A) },
        foreign,
        both,
        'sh a',
        both,
        'sh a',
        both,
        'sh a unload',
        `${both} | sed '/^\\*filter/,/^COMMIT/d; /^\\*raw/!b'`,
      );
      expect([first, again, last]).toEqual(['', '', '']);
      expect(once).toContain(
        '-A PREROUTING -j SECG-PREROUTING\n-A PREROUTING -p tcp -m tcp --dport 9 -j RETURN\n',
      );
      expect(once).toContain('--dport 23:79 -m addrtype --dst-type LOCAL -j SECG-DROP\n');
      expect(twice).toBe(once);
      expect(after).toBe(before);
    },
  );

  it.each(turn())(
    'goes with a script that drops nothing early, which leaves raw tables alone: $name',
    ({ early, plain, both }) => {
      const [, , early1] = steps({ a: early(A), plain }, 'sh a', 'sh plain', both);
      expect(early1).toContain('*raw\n');
      expect(early1).not.toContain('PREROUTING -j');
      const [, alone] = steps({ plain }, 'sh plain', both);
      expect(alone).not.toContain('*raw');
      expect(early1!.replace(/\*raw\n[\s\S]*?COMMIT\n/g, '')).toBe(alone);
    },
  );

  it.each(turn())(
    'is put back if a raw table does not switch, and the rules with it: $name',
    ({ kind, early, plain, other, both, foreign }) => {
      for (const program of inTurn([`iptables-${kind}-restore`, `ip6tables-${kind}-restore`])()) {
        const failing = `#!/bin/sh
case "$*" in *--test*) ;; *)
cat >in
if grep -q '^*raw' in && grep -q -e '--dport 5433:' -e '--dport 23:65535' in; then exit 9; fi
exec <in ;;
esac
PATH="$REAL" exec ${program} "$@"
`;
        const run = 'export REAL="$PATH"; PATH="$PWD:$PATH" sh b';
        const scripts = { a: early(A), plain, b: other, [program]: failing };
        for (const script of inTurn(['a', 'plain'])()) {
          const [, , before, failed, after] = steps(scripts, foreign, `sh ${script}`, both, run, both);
          expect(failed).toMatch(/not loaded; the firewall is as it was\nstatus 1\n$/);
          expect(after).toBe(before);
        }
      }
    },
  );

  it.each(turn())('is never there but with the rules that it belongs to: $name', ({ kind, early, other }) => {
    const spy = (program: string) => `#!/bin/sh
case "$*" in *--test*) ;; *)
cat >in
family=$(echo ${program} | sed 's/tables.*//')
printf '%s %s %s\\n' $family "$(sed -n 's/^*//p' in)" "$(grep -q '^-A SECG' in && echo fills || echo clears)" >>seen
exec <in ;;
esac
PATH="$REAL" exec ${program} "$@"
`;
    const programs = [`iptables-${kind}-restore`, `ip6tables-${kind}-restore`];
    const spies = Object.fromEntries(programs.map((program) => [program, spy(program)]));
    const spied = (command: string) =>
      `export REAL="$PATH"; rm -f seen; PATH="$PWD:$PATH" sh ${command}; cat seen`;
    const [, loaded, unloaded] = steps(
      { a: early(A), b: other, ...spies },
      'sh a',
      spied('b'),
      spied('b unload'),
    );
    const clears = ['ip6 raw clears', 'ip raw clears'];
    const fills = (table: string) => [`ip6 ${table} fills`, `ip ${table} fills`];
    expect(loaded!.trim().split('\n')).toEqual([...clears, ...fills('filter'), ...fills('raw')]);
    expect(unloaded!.trim().split('\n')).toEqual([...clears, 'ip6 filter clears', 'ip filter clears']);
  });
});

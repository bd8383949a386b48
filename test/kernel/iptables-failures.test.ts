import { expect, it } from 'vitest';
import type { XtablesKind } from '../../src/target/target.js';
import { Random } from '../reference/random.js';
import { inTurn, sample } from '../support/sample.js';
import type { TestHost } from '../target/iptables/host.js';
import { inNamespace, type Scripts } from './in-namespace.js';
import { combinations } from './iptables-hosts.js';
import { describeKernel } from './rig/index.js';

const OLD: TestHost = {
  interfaces: [
    { id: 'eth0', ingress: [{ allow: 'tcp/22', peers: '10.0.0.1 10.0.0.9 2001:db8::1 2001:db8::9' }] },
    { id: 'eth1', ingress: [{ allow: 'udp/53', peers: '10.2.0.1 10.2.0.9' }] },
  ],
};

/** Shares the sets of tcp/22 with OLD, and holds one address more and one less. */
const NEW: TestHost = {
  interfaces: [
    { id: 'eth0', ingress: [{ allow: 'tcp/22', peers: '10.0.0.9 10.0.0.17 2001:db8::9 2001:db8::11' }] },
    { id: 'eth2', ingress: [{ allow: 'tcp/443', peers: '10.3.0.1 10.3.0.9' }] },
  ],
};

/** Stands in for each program: the one that fails does so at one call, or from it on, with its work done or not. */
const WRAPPER = `#!/bin/sh
name=\${0##*/}
PATH="$REAL"
read -r calls <"$name.calls"
calls=$((calls + 1))
echo $calls >"$name.calls"
if [ "$name" != "$FAIL" ] || [ $calls -lt $AT ] || { [ $calls -gt $AT ] && [ $STAYS = no ]; }; then exec "$name" "$@"; fi
[ $WHEN = before ] || "$name" "$@"
exit 9
`;

/** What stands in for the programs, and where each counts its calls. */
const wrappers = (programs: readonly string[]): Scripts =>
  Object.fromEntries(
    programs.flatMap((name) => [
      [name, WRAPPER],
      [`${name}.calls`, ''],
    ]),
  );

const EMPTY = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n';

/** Keeps what is there, and puts it back: faster than the scripts do, which are for what others have loaded too. */
const keeping = (kind: XtablesKind) => ({
  keep: `iptables-${kind}-save -t filter >ipv4; ip6tables-${kind}-save -t filter >ipv6; ipset save >sets`,
  back: `iptables-${kind}-restore <empty; ip6tables-${kind}-restore <empty; ipset destroy
ipset restore <sets; iptables-${kind}-restore <ipv4; ip6tables-${kind}-restore <ipv6`,
});

/** So many failures are tried of each kind, and all with the soak, which takes an hour. */
const FAILURES = sample(2, Number.POSITIVE_INFINITY, 3);

interface Failure {
  readonly program: string;
  readonly at: number;
  readonly when: 'before' | 'after';
  readonly stays: 'yes' | 'no';
}

/** What one dump holds: the rules of each family, and the elements of the sets that rules look into. */
function held(dump: string) {
  const [, ipv4 = '', rest = ''] = dump.split('*filter\n');
  const [ipv6 = '', sets = ''] = rest.split('COMMIT\n');
  const elements = sets.split('\n').filter((line) => line.startsWith('add SECG-'));
  return { ipv4, ipv6, elements, rules: ipv4 + ipv6 };
}

/** Why a run must not end so: neither all old, nor all new, nor narrower than what its rules belong to. */
function wrong(status: number, end: string, before: string, after: string): string | undefined {
  const [now, old, fresh] = [held(end), held(before), held(after)];
  if (status === 1) return end === before ? undefined : 'not as it was';
  if (status === 0) {
    if (now.rules !== fresh.rules) return 'not the new rules';
    // Sets that no rule needs any more may be left, which the script says.
    const names = new Set(fresh.elements.map(nameOf));
    const needed = now.elements.filter((line) => names.has(nameOf(line)));
    return needed.join() === fresh.elements.join() ? undefined : 'not the new sets';
  }
  if (status !== 4) return 'another status';
  const [oldNames, newNames] = [old, fresh].map(({ elements }) => new Set(elements.map(nameOf)));
  for (const family of ['ipv4', 'ipv6'] as const) {
    const [is, was, shall] = [now[family], old[family], fresh[family]];
    if (is !== was && is !== shall) return `neither rules of ${family}`;
    const [whole, names] = is === was ? [old.elements, oldNames!] : [fresh.elements, newNames!];
    const wider = now.elements.filter(
      (line) =>
        names.has(nameOf(line)) && line.includes(':') === (family === 'ipv6') && !whole.includes(line),
    );
    if (wider.length > 0) return `rules of ${family} over ${wider.join(', ')}`;
  }
  return undefined;
}

const nameOf = (line: string): string => line.split(' ')[1]!;

const turn = inTurn(combinations);

const wrapped = ({ program, at, when, stays }: Failure) => {
  return `for calls in *.calls; do echo 0 >$calls; done; REAL="$PATH" FAIL=${program} AT=${at} WHEN=${when} STAYS=${stays} PATH="$PWD:$PATH" sh new 2>/dev/null; echo "ended $?"`;
};

/** Every call of every program that a load over `start` makes, and two more, of those that put things back. */
function everyFailure(scripts: Scripts, programs: readonly string[], start: string): readonly Failure[] {
  const never = { program: 'none', at: 0, when: 'before', stays: 'no' } as const;
  const counting = programs.map((program) => `cat ${program}.calls`);
  const [, , , ...counted] = inNamespace(scripts, ['sh new', start, wrapped(never), ...counting]);
  return programs.flatMap((program, i) =>
    Array.from({ length: Number(counted[i]) + 2 }, (_, call) => call + 1).flatMap((at) =>
      (['after', 'before'] as const).flatMap((when) =>
        (['no', 'yes'] as const).map((stays) => ({ program, at, when, stays })),
      ),
    ),
  );
}

describeKernel('a program that fails while a script for iptables is loaded', () => {
  it.each(
    [
      { start: 'sh new unload', what: 'for the first time' },
      { start: 'sh old', what: 'over another' },
    ].flatMap((row) => turn().map((combination) => ({ ...combination, ...row }))),
  )(
    'leaves what was there, or what was to come, or less than either ($what): $name',
    ({ kind, sets, state, scriptOf, start }) => {
      const programs = [
        ...['ip6tables', 'iptables'].flatMap((family) =>
          ['restore', 'save'].map((what) => `${family}-${kind}-${what}`),
        ),
        ...(sets ? ['ipset'] : []),
      ];
      const scripts = {
        old: scriptOf(OLD),
        new: scriptOf(NEW),
        empty: EMPTY,
        ...wrappers(programs),
      };
      const all = everyFailure(scripts, programs, start);
      const commit = { program: `iptables-${kind}-restore`, at: 2, when: 'after', stays: 'no' } as const;
      const failures = [commit, ...new Random(all.length).some(all, FAILURES)];
      const { keep, back } = keeping(kind);
      const tries = failures.flatMap((failure) => [back, wrapped(failure), state]);
      const [, after, , before, , ...printed] = inNamespace(scripts, [
        ...['sh new', state, start, state, keep],
        ...tries,
      ]);
      const seen = failures.map((failure, i) => {
        const [, ended, end] = printed.slice(3 * i, 3 * i + 3);
        const status = Number(/ended (\d+)/.exec(ended!)?.[1]);
        return { ...failure, status, wrong: wrong(status, end!, before!, after!) };
      });
      expect(seen.filter((end) => end.wrong !== undefined)).toEqual([]);
      expect(seen.map(({ status }) => status)).toContain(1);
    },
    3_600_000,
  );
});

import { execaSync } from 'execa';
import { describe, it } from 'vitest';
import { programEnvironment, UNSHARE } from './shell.js';

const PROGRAMS: readonly string[] = [
  ...['unshare', 'nsenter', 'taskset', 'mount', 'perl', 'ip', 'nft', 'ipset', 'conntrack'],
  ...['iptables-nft', 'ip6tables-nft', 'iptables-legacy', 'ip6tables-legacy'],
];

/** What must work in the laboratory's own namespaces, with the words for where it does not. */
const ABILITIES: readonly (readonly [string, string])[] = [
  ['a tmpfs on /run', 'mount -t tmpfs tmpfs /run'],
  ['named network namespaces', 'ip netns add host'],
  ['veth pairs', 'ip link add out0 type veth peer name eth0 netns host'],
  ['nftables in the kernel', 'nft add table inet t'],
  ['the netdev hook of nftables', 'nft add table netdev t'],
  ['iptables over nftables', 'iptables-nft -S && ip6tables-nft -S'],
  ['legacy iptables in the kernel', 'iptables-legacy -S && ip6tables-legacy -S'],
  ['ipset in the kernel', 'ipset list -n'],
  ['connection tracking', 'conntrack -F'],
  [
    'packet and raw sockets',
    `perl -e 'socket($a, 17, 3, 0) && socket($b, 2, 3, 255) && socket($c, 10, 3, 255) or die $!'`,
  ],
];

let known: { readonly missing: string | undefined } | undefined;

/** Says exactly what this machine lacks for the namespace tests; nothing where it lacks nothing. */
export function labSupport(): string | undefined {
  known ??= { missing: findMissing() };
  return known.missing;
}

/**
 * `describe` for tests that need the laboratory. Where it cannot work the tests count as skipped, and their name says
 * why; in CI that is a failure, because a suite that quietly runs nothing proves nothing.
 */
export function describeKernel(name: string, tests: () => void): void {
  const missing = labSupport();
  if (missing === undefined) describe(name, tests);
  else if (process.env.CI) describe(name, () => it('needs the packet laboratory', () => refuse(missing)));
  else skip(name, missing, tests);
}

/** Says it aloud too: what vitest prints of a skipped test may leave its name out. */
function skip(name: string, missing: string, tests: () => void): void {
  console.warn(`Skipped: ${name}. This machine lacks ${missing}`);
  describe.skip(`${name} [skipped: ${missing}]`, tests);
}

function refuse(missing: string): never {
  throw new Error(`The namespace tests cannot run here, and in CI they must: ${missing}`);
}

function findMissing(): string | undefined {
  const check = `for program in "$@"; do command -v "$program" >/dev/null || echo "$program"; done`;
  const programs = lines(run(['sh', '-c', check, 'sh', ...PROGRAMS]).stdout);
  if (programs.length > 0) return `programs that are not installed: ${programs.join(', ')}`;
  const namespaces = run([...UNSHARE, 'true']);
  if (namespaces.exitCode !== 0) return `user namespaces: ${namespaces.stderr}`;
  const abilities = lines(run([...UNSHARE, 'sh', '-c', ABILITIES.map(abilityCheck).join('\n')]).stdout);
  return abilities.length > 0 ? abilities.join('; ') : undefined;
}

const abilityCheck = ([words, command]: readonly [string, string]): string =>
  `reason=$({ ${command}; } 2>&1 >/dev/null) || echo "${words}: $(echo $reason)"`;

function run(argv: readonly string[]) {
  return execaSync(argv[0]!, argv.slice(1), { env: programEnvironment(), reject: false, timeout: 30_000 });
}

const lines = (text: string | undefined): readonly string[] =>
  (text ?? '').split('\n').filter((line) => line !== '');

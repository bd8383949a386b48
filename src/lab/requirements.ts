import { accessSync, constants, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { CompileOptions } from '../compiler/options.js';
import { labEnvironment } from './environment.js';
import { LabUnavailable } from './unavailable.js';

/** Programs by the package that has them, as Debian calls it; elsewhere the names are nearly the same. */
const PACKAGES: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  mount: 'mount',
  perl: 'perl',
  ip: 'iproute2',
  nft: 'nftables',
  ipset: 'ipset',
};

const ALWAYS = ['unshare', 'nsenter', 'mount', 'perl', 'ip', 'nft'] as const;

/** The programs that are not there, each with how to get it. */
function missingPrograms(options: Pick<CompileOptions, 'target' | 'xtables'>): readonly string[] {
  return [...ALWAYS, ...programsOf(options)]
    .filter((program) => !isInstalled(program))
    .map((program) => `${program} is not installed: apt-get install ${PACKAGES[program] ?? 'iptables'}`);
}

/** Throws where a program is missing. */
export function ensurePrograms(options: Pick<CompileOptions, 'target' | 'xtables'>): void {
  const missing = missingPrograms(options);
  if (missing.length > 0) throw new LabUnavailable(missing);
}

function programsOf({ target, xtables }: Pick<CompileOptions, 'target' | 'xtables'>): readonly string[] {
  if (target === 'nftables') return [];
  const kind = xtables === undefined ? '' : `-${xtables}`;
  const xtablesPrograms = ['iptables', 'ip6tables'].flatMap((name) => [
    `${name}${kind}`,
    `${name}${kind}-restore`,
  ]);
  return target === 'ipset' ? [...xtablesPrograms, 'ipset'] : xtablesPrograms;
}

function isInstalled(program: string): boolean {
  return labEnvironment()
    .PATH!.split(delimiter)
    .some((folder) => {
      try {
        accessSync(join(folder, program), constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

/** What to do where the kernel, or who set it up, does not allow namespaces. */
export function namespaceAdvice(reason: string): readonly string[] {
  const cause = `namespaces are not allowed here: ${reason}`;
  // As the kernel says that there may be no more of them.
  if (reason.includes('No space left on device')) return [cause, ...limitAdvice()];
  return [
    cause,
    'on Debian and Ubuntu: sysctl kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0',
    'in Docker: --security-opt seccomp=unconfined --security-opt apparmor=unconfined; in a virtual machine nothing is needed',
  ];
}

/** The usual limit of a machine with little memory. */
const ENOUGH = 15_000;

function limitAdvice(): readonly string[] {
  const limits = ['user', 'net', 'mnt', 'pid'].map((kind) => `max_${kind}_namespaces`);
  const low = limits.filter((name) => Number(readFileSync(`/proc/sys/user/${name}`, 'utf8')) < ENOUGH);
  return low.map((name) => `user.${name} is too low: sysctl user.${name}=${ENOUGH}`);
}

/** Holds a ruleset of a million addresses. */
const ENOUGH_BYTES = 256 * 2 ** 20;

/** What to do where a script does not load here and may well do so on its host: only there its programs may ask for more room. */
export function loadAdvice(stderr: string): readonly string[] {
  if (!stderr.includes('Message too long')) return [];
  return [
    `it is larger than what one message may be in a namespace: sysctl net.core.wmem_max=${ENOUGH_BYTES} net.core.wmem_default=${ENOUGH_BYTES}`,
    'with --target ipset addresses are loaded in parts, and fit',
  ];
}

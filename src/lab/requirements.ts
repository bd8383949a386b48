import { readFileSync } from 'node:fs';
import type { Needed } from '../backend/kernel.js';
import { backendOf } from '../backend/registry.js';
import type { CompileOptions } from '../compiler/options.js';
import { isInstalled } from '../machine/programs.js';
import { LabUnavailable } from './unavailable.js';

/** What every laboratory needs, with packages as Debian calls them. */
const ALWAYS: readonly Needed[] = [
  { program: 'unshare', package: 'util-linux' },
  { program: 'nsenter', package: 'util-linux' },
  { program: 'mount', package: 'mount' },
  { program: 'perl', package: 'perl' },
  { program: 'ip', package: 'iproute2' },
  { program: 'nft', package: 'nftables' },
];

/** Throws where a program is missing, with how to get it. */
export function ensurePrograms({ target, xtables }: Pick<CompileOptions, 'target' | 'xtables'>): void {
  const needed = [...ALWAYS, ...backendOf(target).kernel.programs(xtables)];
  const programs = new Map(needed.map((one) => [one.program, one.package]));
  const missing = [...programs]
    .filter(([program]) => !isInstalled(program))
    .map(([program, name]) => `${program} is not installed: apt-get install ${name}`);
  if (missing.length > 0) throw new LabUnavailable(missing);
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

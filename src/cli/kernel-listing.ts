import { spawn } from 'node:child_process';
import { MachineError } from './exit.js';

/** What the kernel holds once a script is loaded, or why it is not loaded. */
export type Loading = { readonly listing: string } | { readonly refused: string };

/** Loads the script that comes on standard input, and prints what the kernel holds then. */
type Commands = string;

export const nftCommands: Commands = 'nft -f - && exec nft -j list ruleset';

/**
 * For scripts that call the iptables of a kind, `-legacy`, `-nft` or the system's own. `marks` are lines to print before what
 * each program prints. The lock of iptables lies on /run, and so does the script, which is gone with the namespace.
 */
export function xtablesCommands(
  kind: '-legacy' | '-nft' | '',
  marks: { readonly ipv6: string; readonly ipv4: string; readonly sets: string },
): Commands {
  return [
    'mount -t tmpfs tmpfs /run && cat >/run/script',
    'sh /run/script </dev/null >&2',
    `echo '${marks.ipv6}'; ip6tables${kind}-save`,
    `echo '${marks.ipv4}'; iptables${kind}-save`,
    `echo '${marks.sets}'; if command -v ipset >/dev/null; then ipset save; fi`,
  ].join('\n');
}

/** A new user, mount and network namespace: nothing of this machine's firewall can be seen or touched from there. */
const NAMESPACE = ['-Urnm', '--', 'sh', '-ec'] as const;

/** Where programs are: those of the administrator too, which an ordinary user's PATH often lacks. */
export function programPath(): string {
  return `${process.env.PATH ?? '/usr/bin:/bin'}:/usr/local/sbin:/usr/sbin:/sbin`;
}

/** Runs commands in a namespace of their own. It needs `unshare`, user namespaces, and the programs that they name. */
export function loadInNamespace(script: string, commands: Commands): Promise<Loading> {
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', [...NAMESPACE, commands], { env: { PATH: programPath(), LC_ALL: 'C' } });
    const printed: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk) => printed[name].push(chunk));
    child.on('error', ({ message }) => reject(new MachineError(`cannot make a namespace: ${message}`)));
    // Where a program stops reading early, what it printed says why.
    child.stdin.on('error', () => {});
    child.on('close', (status) => {
      const [stdout, stderr] = [printed.stdout, printed.stderr].map((chunks) =>
        Buffer.concat(chunks).toString(),
      );
      if (status === 0) resolve({ listing: stdout! });
      else if (/^(unshare|sh|mount|script): .*/.test(stderr!) && !/^script: not loaded/.test(stderr!))
        reject(new MachineError(stderr!.trim()));
      else resolve({ refused: stderr!.trim() });
    });
    child.stdin.end(script);
  });
}

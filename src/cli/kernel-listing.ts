import { spawn } from 'node:child_process';
import { MachineError } from './exit.js';

/** What the kernel holds once nft has loaded a script, or why nft does not load it. */
export type Loading = { readonly listing: string } | { readonly refused: string };

/** A new user and network namespace: nothing of this machine's firewall can be seen or touched from there. */
const NAMESPACE = ['-Urn', '--', 'sh', '-c', 'nft -f - && exec nft -j list ruleset'] as const;

/** Loads a script into a namespace of its own. It needs `unshare` and `nft`, and user namespaces. */
export function loadInNamespace(script: string): Promise<Loading> {
  const PATH = `${process.env.PATH ?? '/usr/bin:/bin'}:/usr/local/sbin:/usr/sbin:/sbin`;
  return new Promise((resolve, reject) => {
    const child = spawn('unshare', NAMESPACE, { env: { PATH, LC_ALL: 'C' } });
    const printed: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk) => printed[name].push(chunk));
    child.on('error', ({ message }) => reject(new MachineError(`cannot make a namespace: ${message}`)));
    // Where nft stops reading early, what it printed says why.
    child.stdin.on('error', () => {});
    child.on('close', (status) => {
      const [stdout, stderr] = [printed.stdout, printed.stderr].map((chunks) =>
        Buffer.concat(chunks).toString(),
      );
      if (status === 0) resolve({ listing: stdout! });
      else if (/^(unshare|sh):/.test(stderr!)) reject(new MachineError(stderr!.trim()));
      else resolve({ refused: stderr!.trim() });
    });
    child.stdin.end(script);
  });
}

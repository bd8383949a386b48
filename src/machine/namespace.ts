import { MachineError, NotInstalled } from './errors.js';
import { run } from './programs.js';

/** What commands have printed, or why one of them refused what it was given. */
export type Tried = { readonly printed: string } | { readonly refused: string };

/** A new user, mount and network namespace: nothing of this machine's firewall can be seen or touched from there. */
const NAMESPACE = ['-Urnm', '--', 'sh', '-ec'] as const;

/**
 * Runs commands of the shell in a namespace of their own, with a text as their input. It needs `unshare`, user namespaces, and the
 * programs that they name.
 */
export async function runInNamespace(input: string, commands: string): Promise<Tried> {
  const { status, stdout, stderr } = await run('unshare', [...NAMESPACE, commands], input).catch((error) => {
    if (error instanceof NotInstalled) throw new MachineError(`cannot make a namespace: ${error.message}`);
    throw error;
  });
  if (status === 0) return { printed: stdout };
  // The shell names itself; what a script for iptables says of itself begins with "script".
  if (/^(unshare|sh|mount|script): .*/.test(stderr) && !/^script: not loaded/.test(stderr))
    throw new MachineError(stderr.trim());
  return { refused: stderr.trim() };
}

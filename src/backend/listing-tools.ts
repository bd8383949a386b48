import { readFile } from 'node:fs/promises';
import { MachineError, NotInstalled } from '../machine/errors.js';
import { printed } from '../machine/programs.js';

/** What a program prints of what the kernel holds. */
export async function listed(program: string, ...args: readonly string[]): Promise<string> {
  try {
    return await printed(program, args);
  } catch (error) {
    if (error instanceof NotInstalled) throw new NotInstalled(program, 'only it lists what the kernel holds');
    throw error;
  }
}

export function refuseOthersThanRoot(): void {
  if (process.geteuid?.() === 0) return;
  throw new MachineError('only root sees what the kernel holds: run this with sudo, or as root');
}

/** The older firewall of the kernel. Looking at it with its own program could make tables that are not there. */
export async function legacyTables(): Promise<readonly string[]> {
  const names = await Promise.all(
    (['ip', 'ip6'] as const).map(async (family) => {
      const text = await readFile(`/proc/net/${family}_tables_names`, 'utf8').catch(() => '');
      return text.split('\n').flatMap((name) => (name === '' ? [] : [`${family} ${name}`]));
    }),
  );
  return names
    .flat()
    .map((name) => `table '${name}' of iptables-legacy is loaded: it can drop packets, or change them`);
}

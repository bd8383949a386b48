import { MachineError, NotInstalled } from '../machine/errors.js';
import { type Machine, printed } from '../machine/machine.js';

/** What a program prints of what the kernel of a machine holds. */
export async function listed(machine: Machine, program: string, ...args: readonly string[]): Promise<string> {
  try {
    return await printed(machine, program, args);
  } catch (error) {
    if (error instanceof NotInstalled) throw new NotInstalled(program, 'only it lists what the kernel holds');
    throw error;
  }
}

export function refuseOthersThanRoot({ isRoot }: Machine): void {
  if (isRoot) return;
  throw new MachineError('only root sees what the kernel holds: run this with sudo, or as root');
}

const LEGACY = ['/proc/net/ip_tables_names', '/proc/net/ip6_tables_names'] as const;

/** The older firewall of the kernel. Looking at it with its own program could make tables that are not there. */
export async function legacyTables(machine: Machine): Promise<readonly string[]> {
  // Of several files, it names the one that a line is from; one that is not there has none.
  const { stdout } = await machine.run('grep', ['.', ...LEGACY]);
  return [...stdout.matchAll(/^[^:]*\/(ip6?)_tables_names:(.+)$/gm)].map(
    ([, family, name]) =>
      `table '${family} ${name}' of iptables-legacy is loaded: it can drop packets, or change them`,
  );
}

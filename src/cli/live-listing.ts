import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { ListingForm } from '../compiler/prove.js';
import { savedMarks } from '../proof/iptables/saved.js';
import { MachineError } from './exit.js';
import { programPath } from './kernel-listing.js';

/** What the kernel holds in this network namespace, and what else filters here that the listing does not show. */
export interface Listed {
  readonly form: ListingForm;
  readonly text: string;
  readonly others: readonly string[];
  readonly nft?: string;
}

/** Lists what nft has loaded. Nothing is changed by looking. */
export async function listNft(): Promise<Listed> {
  refuseOthersThanRoot();
  return { form: 'nft', text: await printedBy('nft', '-j', 'list', 'ruleset'), others: await legacyTables() };
}

/** Lists what iptables of a kind (the system's own where it is left out) and ipset have loaded. */
export async function listXtables(xtables: 'legacy' | 'nft' | undefined): Promise<Listed> {
  refuseOthersThanRoot();
  const kind = xtables === undefined ? '' : `-${xtables}`;
  // All tables that there are: one that is asked for by name is made, and every packet would pass it from then on.
  const ipv6 = await printedBy(`ip6tables${kind}-save`);
  const ipv4 = await printedBy(`iptables${kind}-save`);
  // The kernel loads ipset for whoever asks what sets there are.
  const sets = /--match-set /.test(ipv4 + ipv6) ? await printedBy('ipset', 'save') : '';
  const text = [savedMarks.ipv6, ipv6, savedMarks.ipv4, ipv4, savedMarks.sets, sets].join('\n');
  const overNft = (await printedBy(`iptables${kind}-save`, '--version')).includes('nf_tables');
  const nft = await nftIfThere();
  const others = [
    ...(overNft ? await legacyTables() : []),
    ...(nft === undefined ? [] : nftTables(nft, overNft)),
  ];
  return { form: 'xtables', text, others, ...(overNft && nft !== undefined && { nft }) };
}

function refuseOthersThanRoot(): void {
  if (process.geteuid?.() === 0) return;
  throw new MachineError('only root sees what the kernel holds: run this with sudo, or as root');
}

/** The other firewall of the kernel. Looking at it with its own program could make tables that are not there. */
async function legacyTables(): Promise<readonly string[]> {
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

/** Without the program, its tables are not told. A kernel that did not know nftables may load it, which costs packets nothing. */
async function nftIfThere(): Promise<string | undefined> {
  try {
    return await printedBy('nft', '-j', 'list', 'ruleset');
  } catch (error) {
    if (error instanceof NotInstalled) return undefined;
    throw error;
  }
}

const XTABLES: ReadonlySet<string> = new Set(
  ['ip', 'ip6'].flatMap((family) =>
    ['filter', 'raw', 'nat', 'mangle', 'security'].map((name) => `${family} ${name}`),
  ),
);

/** Tables of nft that iptables-save does not show. */
function nftTables(json: string, overNft: boolean): readonly string[] {
  const { nftables } = JSON.parse(json) as {
    readonly nftables: readonly { readonly table?: { readonly family: string; readonly name: string } }[];
  };
  return nftables
    .flatMap(({ table }) => (table ? [`${table.family} ${table.name}`] : []))
    .filter((name) => !(overNft && XTABLES.has(name)))
    .map((name) => `table '${name}' of nftables is loaded: it can drop packets, or change them`);
}

class NotInstalled extends MachineError {}

/** What a program prints, which must succeed. */
function printedBy(program: string, ...args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      env: { PATH: programPath(), LC_ALL: 'C' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const printed: Record<'stdout' | 'stderr', Buffer[]> = { stdout: [], stderr: [] };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => printed[name].push(chunk));
    child.on('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'ENOENT'
          ? new NotInstalled(`${program} is not installed, and only it lists what the kernel holds`)
          : new MachineError(`${program}: ${error.message}`),
      ),
    );
    child.on('close', (status) => {
      if (status === 0) resolve(Buffer.concat(printed.stdout).toString());
      else reject(new MachineError(`${program}: ${Buffer.concat(printed.stderr).toString().trim()}`));
    });
  });
}

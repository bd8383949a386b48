import type { Settings } from '../../definition/model.js';
import { NotInstalled } from '../../machine/errors.js';
import { type Machine, printed } from '../../machine/machine.js';
import { ownChains } from '../../proof/iptables/own-chains.js';
import { countFaults } from '../../proof/iptables/rule-counts.js';
import { savedMarks } from '../../proof/iptables/saved.js';
import { madeByNft } from '../../proof/nftables/own-table.js';
import type { OwnPart } from '../../proof/own.js';
import { familyPrograms } from '../../target/iptables/programs.js';
import type { XtablesKind } from '../../target/target.js';
import type { Listing } from '../listing.js';
import { legacyTables, listed, refuseOthersThanRoot } from '../listing-tools.js';
import { nftListing } from '../nft-listing.js';
import { oddDevices, oddLists } from './names.js';
import { seenNow } from './seen.js';

/** Lists what iptables of a kind (the system's own where it is left out) and ipset have loaded on a machine. */
export async function listXtables(machine: Machine, kind: XtablesKind | undefined): Promise<Listing> {
  refuseOthersThanRoot(machine);
  const [ip6tables, iptables] = (['ip6tables', 'iptables'] as const).map(
    (name) => familyPrograms(name, kind ?? 'default').save,
  ) as [string, string];
  const { text, nft, overNft, miscounted } = await listedTables(machine, [ip6tables, iptables]);
  const time = await listed(machine, 'date', '+%s');
  const misleading = [
    ...miscounted,
    ...(await oddLists(machine)),
    ...(overNft ? [] : await oddDevices(machine, text, kind)),
  ];
  const others = [
    ...(overNft ? await legacyTables(machine) : []),
    ...(nft === undefined ? [] : nftTables(nft, overNft)),
  ];
  return { text, misleading, others, time: Number(time), ...(overNft && nft !== undefined && { nft }) };
}

/** Others may change their rules between two programs that list them, and do so again. */
const LOOKS = 5;

/** What iptables and ipset list, what nft does, and where they do not agree, however often they are asked. */
async function listedTables(machine: Machine, [ip6tables, iptables]: readonly [string, string]) {
  for (let looks = 1; ; looks++) {
    // All tables that there are: one that is asked for by name is made, and every packet would pass it from then on.
    const [ipv6, ipv4, version, nft] = await Promise.all([
      listed(machine, ip6tables),
      listed(machine, iptables),
      listed(machine, iptables, '--version'),
      // Without the program, its tables are not told. A kernel that did not know nftables may load it, which costs packets nothing.
      nftListingIfThere(machine),
    ]);
    // The kernel loads ipset for whoever asks what sets there are.
    const sets = /--match-set /.test(ipv4 + ipv6) ? await listed(machine, 'ipset', 'save') : '';
    const text = [savedMarks.ipv6, ipv6, savedMarks.ipv4, ipv4, savedMarks.sets, sets].join('\n');
    const overNft = version.includes('nf_tables');
    const miscounted: string[] = [];
    if (overNft && nft !== undefined) countFaults(text, nft, (problem) => miscounted.push(problem));
    if (miscounted.length === 0 || looks === LOOKS) return { text, nft, overNft, miscounted };
  }
}

async function nftListingIfThere(machine: Machine): Promise<string | undefined> {
  try {
    return await nftListing((...args) => printed(machine, 'nft', args));
  } catch (error) {
    if (error instanceof NotInstalled) return undefined;
    throw error;
  }
}

/** What of it is ours, with what of others may accept our packets. */
export function ownPartOf(listing: Listing, settings: Settings, fault: (problem: string) => void): OwnPart {
  const { text, nft } = seenNow(listing);
  listing.misleading?.forEach(fault);
  for (const table of nft === undefined ? [] : madeByNft(nft, (_, problem) => fault(problem)))
    fault(`table '${table}' holds what nft has put into it, and iptables-save does not show that as it is`);
  const ignored = (['input', 'output', 'forward'] as const).filter((path) => settings[path] === 'ignore');
  return ownChains(text, new Set(ignored), fault);
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

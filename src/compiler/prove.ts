import type { Report } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import type { Policy } from '../policy/model.js';
import type { Firewall } from '../proof/firewall.js';
import { ownChains } from '../proof/iptables/own-chains.js';
import { readSaved } from '../proof/iptables/saved.js';
import { readIptables } from '../proof/iptables/script.js';
import { scriptOfListing } from '../proof/nftables/listing.js';
import { madeByNft, ownTable } from '../proof/nftables/own-table.js';
import { readNftables } from '../proof/nftables/script.js';
import type { OwnPart } from '../proof/own.js';
import { lineSpan, prove } from '../proof/prove.js';
import type { Target } from '../target/target.js';
import { loaderLines } from './loader.js';
import type { CompileOptions } from './options.js';

type Fault = (line: number, problem: string) => void;

type Reader = (text: string, fault: Fault) => Firewall;

/** How the scripts of a target are read back. */
export const readers: Readonly<Record<Target, Reader>> = {
  nftables: readNftables,
  iptables: (text, fault) => readIptables(text, 'iptables', loaderLines, fault),
  ipset: (text, fault) => readIptables(text, 'ipset', loaderLines, fault),
};

/** Whether scripts that are compiled with these options are proven before they are written. */
export function isProven({ proof }: Pick<CompileOptions, 'proof'>): boolean {
  return proof !== false;
}

/** Reads a script back and compares what it does with what the policy means; every difference is an error. */
export function proveScript(policy: Policy, script: Source, target: Target, report: Report): void {
  proveRead(policy, script, readers[target], report);
}

/** Whether a script can be read back. What is not understood is reported. */
export function isUnderstood(script: Source, target: Target, report: Report): boolean {
  return readBack(script, readers[target], report) !== undefined;
}

function proveRead(policy: Policy, script: Source, read: Reader, report: Report): void {
  const firewall = readBack(script, read, report);
  if (firewall) prove(policy, firewall, script, report);
}

function readBack(script: Source, read: Reader, report: Report): Firewall | undefined {
  let understood = true;
  const firewall = read(script.text, (line, problem) => {
    understood = false;
    report('not-understood', lineSpan(script, line), { problem });
  });
  return understood ? firewall : undefined;
}

/** What the kernel holds, printed: by `nft -j list ruleset`, or by the programs that `savedMarks` names. */
export type ListingForm = 'nft' | 'xtables';

/** The same for what the kernel holds. Of nft, lines are those of the script that it amounts to. */
export function proveListing(policy: Policy, listing: Source, form: ListingForm, report: Report): void {
  if (form === 'nft') proveNftListing(policy, listing, report);
  else proveRead(policy, listing, readSaved, report);
}

function proveNftListing(policy: Policy, { name, text }: Source, report: Report): void {
  let readable = true;
  const script = scriptOfListing(text, (_, problem) => {
    readable = false;
    report('not-understood', undefined, { problem });
  });
  if (readable) proveScript(policy, { name, text: script }, 'nftables', report);
}

/** What this machine's kernel holds, in one of the two forms. */
export interface LiveListing {
  readonly form: ListingForm;
  readonly listing: Source;
  /** What the listing cannot show, in words: other firewalls of the kernel. */
  readonly others: readonly string[];
  /** Of iptables over nft: `nft -j list ruleset`, which tells whether iptables-save has shown all. */
  readonly nft?: string;
}

/** The same for what is loaded beside the firewalls of others, which are told as warnings. */
export function proveLive(policy: Policy, live: LiveListing, report: Report): void {
  let readable = true;
  const fault = (problem: string) => {
    readable = false;
    report('not-understood', undefined, { problem });
  };
  const own = ownPartOf(policy, live, fault);
  for (const what of [...own.others, ...live.others]) report('others-loaded', undefined, { what });
  if (!readable) return;
  if (own.text === '') reportNothing(live, report);
  else if (live.form === 'nft')
    proveScript(policy, { name: live.listing.name, text: own.text }, 'nftables', report);
  else proveRead(policy, live.listing, (_, unread) => readSaved(own.text, unread), report);
}

function ownPartOf({ settings }: Policy, live: LiveListing, fault: (problem: string) => void): OwnPart {
  const { form, listing, nft } = live;
  if (form === 'nft') return ownTable(listing.text, (_, problem) => fault(problem));
  for (const table of nft === undefined ? [] : madeByNft(nft, (_, problem) => fault(problem)))
    fault(`table '${table}' holds what nft has put into it, and iptables-save does not show that as it is`);
  const ignored = (['input', 'output', 'forward'] as const).filter((path) => settings[path] === 'ignore');
  return ownChains(listing.text, new Set(ignored));
}

function reportNothing({ form }: LiveListing, report: Report): void {
  const what = form === 'nft' ? "table 'inet secgroup'" : 'chain that begins with SECG-';
  report(
    'nothing-loaded',
    undefined,
    { what },
    {
      suggestion:
        form === 'nft'
          ? 'is it loaded in another network namespace, or by iptables (--target)?'
          : 'is it loaded in another network namespace, by the other kind of iptables (--xtables) or by nft (--target)?',
    },
  );
}

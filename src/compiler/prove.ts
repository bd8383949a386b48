import type { Report } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import type { Policy } from '../policy/model.js';
import type { Firewall } from '../proof/firewall.js';
import { readSaved } from '../proof/iptables/saved.js';
import { readIptables } from '../proof/iptables/script.js';
import { scriptOfListing } from '../proof/nftables/listing.js';
import { readNftables } from '../proof/nftables/script.js';
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

import type { Report } from '../diagnostics/diagnostic.js';
import type { Source } from '../diagnostics/source.js';
import type { Policy } from '../policy/model.js';
import type { Firewall } from '../proof/firewall.js';
import { readIptables } from '../proof/iptables/script.js';
import { scriptOfListing } from '../proof/nftables/listing.js';
import { readNftables } from '../proof/nftables/script.js';
import { lineSpan, prove } from '../proof/prove.js';
import type { Target } from '../target/target.js';
import type { CompileOptions } from './options.js';

type Fault = (line: number, problem: string) => void;

/** How the scripts of a target are read back. */
export const readers: Readonly<Record<Target, (text: string, fault: Fault) => Firewall>> = {
  nftables: readNftables,
  iptables: (text, fault) => readIptables(text, 'iptables', fault),
  ipset: (text, fault) => readIptables(text, 'ipset', fault),
};

/** Whether scripts that are compiled with these options are proven before they are written. */
export function isProven({ proof }: Pick<CompileOptions, 'proof'>): boolean {
  return proof !== false;
}

/** Reads a script back and compares what it does with what the policy means; every difference is an error. */
export function proveScript(policy: Policy, script: Source, target: Target, report: Report): void {
  let understood = true;
  const firewall = readers[target](script.text, (line, problem) => {
    understood = false;
    report('not-understood', lineSpan(script, line), { problem });
  });
  if (understood) prove(policy, firewall, script, report);
}

/** The same for what the kernel holds, as `nft -j list ruleset` prints it; lines are those of the script it amounts to. */
export function proveListing(policy: Policy, { name, text }: Source, report: Report): void {
  let readable = true;
  const script = scriptOfListing(text, (_, problem) => {
    readable = false;
    report('not-understood', undefined, { problem });
  });
  if (readable) proveScript(policy, { name, text: script }, 'nftables', report);
}

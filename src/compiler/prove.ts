import type { Backend } from '../backend/backend.js';
import type { Listing } from '../backend/listing.js';
import type { Reader } from '../backend/reader.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { ReadSource, type Source } from '../diagnostics/source.js';
import type { Policy } from '../policy/model.js';
import type { Firewall } from '../proof/firewall.js';
import { lineSpan, prove } from '../proof/prove.js';
import type { CompileOptions } from './options.js';

/** Whether scripts that are compiled with these options are proven before they are written. */
export function isProven({ proof }: Pick<CompileOptions, 'proof'>): boolean {
  return proof !== false;
}

/** Reads a script back and compares what it does with what the policy means; every difference is an error. */
export function proveScript(policy: Policy, script: Source, { read }: Backend, report: Report): void {
  proveRead(policy, script, read, report);
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

/** The same for what the kernel holds once a script is loaded where nothing else is. Of nft, lines are those of the script that it amounts to. */
export function proveListing(
  policy: Policy,
  { name, text }: Source,
  { kernel }: Backend,
  report: Report,
): void {
  const faults = unread(report);
  const listing = new ReadSource(name, kernel.textOf(text, faults.report));
  if (!faults.any()) proveRead(policy, listing, kernel.read, report);
}

/** The same for what is loaded beside the firewalls of others, which are reported as warnings. */
export function proveLive(
  policy: Policy,
  name: string,
  listing: Listing,
  { kernel }: Backend,
  report: Report,
): void {
  const faults = unread(report);
  const own = kernel.ownPart(listing, policy.settings, faults.report);
  for (const what of [...own.others, ...listing.others]) report('others-loaded', undefined, { what });
  if (faults.any()) return;
  const { what, suggestion } = kernel.nothing;
  if (own.text === '') report('nothing-loaded', undefined, { what }, { suggestion });
  else proveRead(policy, new ReadSource(name, own.text), kernel.read, report);
}

/** Reports what cannot be read of a listing, which has no lines that anybody wrote. */
function unread(report: Report) {
  let any = false;
  return {
    any: () => any,
    report: (problem: string) => {
      any = true;
      report('not-understood', undefined, { problem });
    },
  };
}

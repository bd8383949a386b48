import { backendOf } from '../../src/backend/registry.js';
import { printDiagnostic } from '../../src/diagnostics/print.js';
import { compare, MOST_COUNTED } from '../../src/proof/compare.js';
import { Diagrams } from '../../src/proof/diagram/diagrams.js';
import { devicesNamedBy } from '../../src/proof/named-devices.js';
import { trace } from '../../src/proof/trace.js';
import type { Attempt } from './attempt.js';
import { outlineOf } from './outline.js';

/** What a hostile text came to: a diagnostic, the plain definition's scripts but for comments, or scripts that accept less. */
export type Verdict = 'refused' | 'the same' | 'narrower';

export const isRefused = ({ diagnostics }: Attempt) =>
  diagnostics.some(({ severity }) => severity === 'error');

export const isSame = (one: Attempt, other: Attempt) => outlinesOf(one) === outlinesOf(other);

const known = new WeakMap<Attempt, string>();

function outlinesOf(one: Attempt): string {
  const text = known.get(one) ?? outlines(one);
  known.set(one, text);
  return text;
}

const outlines = ({ scripts }: Attempt) =>
  scripts
    .map(({ target, text }) => outlineOf(text, target))
    .sort()
    .join('\n');

/** Throws where a script does anything that the plain definition's does not, and where text acts on a terminal. */
export function judge(hostile: Attempt, plain: Attempt): Verdict {
  for (const one of hostile.diagnostics) {
    if (ACTING.test(printDiagnostic(one))) throw new Error('a diagnostic acts on the terminal');
    if (one.code === 'not-proven' || one.code === 'not-understood') throw new Error(one.message);
  }
  if (isRefused(hostile)) {
    if (hostile.scripts.length > 0) throw new Error('some targets refuse what others take');
    return 'refused';
  }
  for (const { text } of hostile.scripts)
    if (!/^[\t\n -~]*$/.test(text)) throw new Error('a script holds what is not printable ASCII');
  if (isSame(hostile, plain)) return 'the same';
  for (const script of hostile.scripts) expectNarrower(script, plain);
  return 'narrower';
}

/** Control characters, and marks that hide text or reverse its direction. */
const ACTING = /[^\n\P{Cc}]|[\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u;

/** Whatever differs between the script and what the plain definition means, the script drops. */
function expectNarrower({ host, target, text }: Attempt['scripts'][number], plain: Attempt): void {
  const fault = (_: number, problem: string): never => {
    throw new Error(problem);
  };
  const policy = plain.policies.get(host);
  if (!policy) throw new Error(`the plain definition has no host '${host}'`);
  const firewall = backendOf(target).read(text, fault);
  const devices = devicesNamedBy(policy, firewall);
  for (const { shown, count } of compare(new Diagrams(), devices, policy, firewall, MOST_COUNTED, fault)) {
    if (shown.length < count) throw new Error('too much differs to look at all of it');
    for (const { packet } of shown)
      if (trace(firewall, packet).verdict !== 'drop') throw new Error(`the script of '${host}' is wider`);
  }
}

import { knownShellProgram } from '../../../src/backend/iptables/known-shell-program.js';
import { Denotation } from '../../../src/proof/denote.js';
import { ACCEPT, Diagrams, DROP, PROHIBIT, RESET, UNKNOWN } from '../../../src/proof/diagram/diagrams.js';
import type { Path } from '../../../src/proof/dimensions.js';
import { readIptables } from '../../../src/proof/iptables/script.js';
import type { Hole } from '../../../src/proof/iptables/shell-program.js';
import { trace } from '../../../src/proof/trace.js';
import { devices, type Like, packetLike } from '../support.js';

/** The texts that a script for ipset holds, and where it holds nothing for the raw tables. */
export type Texts = Partial<Readonly<Record<Hole, string>>>;

/** A script for ipset with these texts, and nothing else. */
export function scriptOf(texts: Texts): string {
  const early = { ipv4: texts['early ipv4'] !== undefined, ipv6: texts['early ipv6'] !== undefined };
  return knownShellProgram({ target: 'ipset', xtables: 'default', early })
    .map((line) => ('hole' in line ? (texts[line.hole] ?? '') : line.text))
    .join('\n');
}

/** The line of a script in which a text begins, from 1. */
export function lineOf(script: string, text: string): number {
  const at = script.indexOf(text);
  if (at < 0) throw new Error(`there is no '${text}'`);
  return script.slice(0, at).split('\n').length;
}

/**
 * A filter table that drops what comes in and these rules of SECG-INPUT do not accept. Lines that begin with `-A` or `:` stand
 * as they are, for other chains.
 */
export function table(...rules: readonly string[]): string {
  const chains = rules.filter((rule) => rule.startsWith(':'));
  const lines = rules.filter((rule) => !rule.startsWith(':'));
  return [
    ':INPUT DROP [0:0]',
    ':SECG-INPUT - [0:0]',
    ...chains,
    '-I INPUT 1 -j SECG-INPUT',
    ...lines.map((rule) => (rule.startsWith('-A') ? rule : `-A SECG-INPUT ${rule}`)),
  ].join('\n');
}

/** What is not understood, each with its line. */
export function faultsOf(text: string): readonly string[] {
  const faults: string[] = [];
  const fault = (line: number, problem: string) => faults.push(`${line}: ${problem}`);
  const firewall = readIptables(text, 'ipset', knownShellProgram, fault);
  if (faults.length > 0) return faults;
  const denotation = new Denotation(new Diagrams(), firewall, devices, fault);
  for (const path of ['input', 'output', 'forward'] as const) denotation.path(path);
  return faults;
}

const verdicts = new Map([
  [ACCEPT, 'accept'],
  [DROP, 'drop'],
  [UNKNOWN, 'unknown'],
  [RESET, 'reset'],
  [PROHIBIT, 'prohibit'],
]);

/** What a script does with a packet; the diagram and the walk through the rules must agree. */
export function verdictOf(text: string, like: Like, path: Path = 'input'): string {
  const never = (line: number, problem: string): never => {
    throw new Error(`${line}: ${problem}`);
  };
  const firewall = readIptables(text, 'ipset', knownShellProgram, never);
  const packet = packetLike(path, like);
  const diagrams = new Diagrams();
  const node = new Denotation(diagrams, firewall, devices, never).path(path);
  const verdict = verdicts.get(diagrams.evaluate(node, (rank) => packet.values.get(rank)!))!;
  const walked = trace(firewall, packet).verdict;
  return verdict === walked ? verdict : `${verdict} by the diagram, ${walked} by the rules`;
}

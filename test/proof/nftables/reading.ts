import { Denotation } from '../../../src/proof/denote.js';
import { ACCEPT, Diagrams, DROP, PROHIBIT, RESET, UNKNOWN } from '../../../src/proof/diagram/diagrams.js';
import type { Path } from '../../../src/proof/dimensions.js';
import { readNftables } from '../../../src/proof/nftables/script.js';
import { checkOrder } from '../../../src/proof/order.js';
import { trace } from '../../../src/proof/trace.js';
import { devices, type Like, packetLike } from '../support.js';

/** A script of one table, with what stands before its input chain, and the rules of that chain. */
export function script(rules: string, before = ''): string {
  return `table inet secgroup
delete table inet secgroup
table inet secgroup {
${before}
chain input {
type filter hook input priority filter; policy drop;
${rules}
}
}
`;
}

/** What is not understood, each with its line. */
export function faultsOf(text: string): readonly string[] {
  const faults: string[] = [];
  const firewall = readNftables(text, (line, problem) => faults.push(`${line}: ${problem}`));
  // The scripts of these tests ask for no state.
  checkOrder(firewall, (line, problem) => {
    if (!problem.startsWith('IPv6 fragments')) faults.push(`${line}: ${problem}`);
  });
  if (faults.length > 0) return faults;
  const denotation = new Denotation(new Diagrams(), firewall, devices, (line, problem) =>
    faults.push(`${line}: ${problem}`),
  );
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
  const firewall = readNftables(text, never);
  const packet = packetLike(path, like);
  const diagrams = new Diagrams();
  const node = new Denotation(diagrams, firewall, devices, never).path(path);
  const verdict = verdicts.get(diagrams.evaluate(node, (rank) => packet.values.get(rank)!))!;
  const walked = trace(firewall, packet).verdict;
  return verdict === walked ? verdict : `${verdict} by the diagram, ${walked} by the rules`;
}

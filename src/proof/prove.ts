import type { Details, Report } from '../diagnostics/diagnostic.js';
import type { Source, Span } from '../diagnostics/source.js';
import type { Policy } from '../policy/model.js';
import { Denotation } from './denote.js';
import { Devices } from './devices.js';
import { ACCEPT, Diagrams, type Node, TooComplex } from './diagram/diagrams.js';
import { type Difference, differences } from './diagram/differences.js';
import { type Path, paths } from './dimensions.js';
import type { Condition, FieldValues, Firewall } from './firewall.js';
import { Meaning } from './meaning.js';
import { packetOf } from './packet.js';
import { possible } from './possible.js';
import { trace } from './trace.js';
import { why } from './why.js';
import { boxText, packetText } from './words.js';

/** So many differences are told one by one; the rest is counted. */
const SHOWN = 20;

/**
 * Compares what a firewall does with what a policy means, for every packet there can be. What differs is reported, each time with
 * a packet as witness; no report at all is the proof. `script` is the text that the firewall was read from.
 */
export function prove(policy: Policy, firewall: Firewall, script: Source, report: Report): void {
  const faulty = { found: false };
  const fault = (line: number, problem: string) => {
    faulty.found = true;
    report('not-understood', lineSpan(script, line), { problem });
  };
  try {
    const comparison = compare(policy, firewall, fault);
    if (!faulty.found) for (const one of comparison) reportPath(one, policy, firewall, script, report);
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    report('proof-too-complex', undefined, {});
  }
}

/** A path on which the two differ. */
interface Compared {
  readonly path: Path;
  readonly devices: Devices;
  readonly shown: readonly Difference[];
  readonly count: number;
}

function compare(
  policy: Policy,
  firewall: Firewall,
  fault: (line: number, problem: string) => void,
): readonly Compared[] {
  const diagrams = new Diagrams();
  const devices = new Devices([...devicesOfPolicy(policy), ...devicesOfFirewall(firewall)]);
  const denotation = new Denotation(diagrams, firewall, devices, fault);
  const meaning = new Meaning(diagrams, policy, devices);
  return paths.flatMap((path) => {
    const [script, meant] = [denotation.path(path), meaning.path(path)];
    if (script === meant) return [];
    const masked = (node: Node) => diagrams.replace(possible(diagrams, path, devices), ACCEPT, node);
    const found = differences(diagrams, masked(script), masked(meant), SHOWN);
    return found.count === 0 ? [] : [{ path, devices, ...found }];
  });
}

function reportPath(
  { path, devices, shown, count }: Compared,
  policy: Policy,
  firewall: Firewall,
  script: Source,
  report: Report,
): void {
  for (const { sides } of shown) {
    const packet = packetOf(sides, path, devices);
    const does = trace(firewall, packet);
    const means = why(policy, packet);
    if (does.verdict === means.verdict) throw new Error(`the witness shows nothing: ${packetText(packet)}`);
    const details: Details = {
      suggestion: `for example ${packetText(packet)}`,
      related: means.allow
        ? [{ message: 'the rule that allows it', span: means.allow.origin.rule.span }]
        : [],
    };
    const verb = { accept: 'accepts', drop: 'drops', unknown: 'may accept or drop' }[does.verdict];
    const packets = boxText(sides, path, devices);
    const span = does.line === undefined ? undefined : lineSpan(script, does.line);
    report('not-proven', span, { verb, packets, because: means.because }, details);
  }
  if (count > shown.length) report('more-differences', undefined, { path, count: count - shown.length });
}

/** A line of a script, without the blanks before it. */
export function lineSpan(source: Source, line: number): Span {
  let start = 0;
  for (let n = 1; n < line; n++) start = source.text.indexOf('\n', start) + 1;
  const end = source.text.indexOf('\n', start);
  const text = source.text.slice(start, end < 0 ? undefined : end);
  const blanks = text.length - text.trimStart().length;
  return { source, offsets: { start: start + blanks, end: start + text.length } };
}

function devicesOfPolicy({ interfaces }: Policy): readonly string[] {
  const named = interfaces.flatMap(({ match }) => (match.kind === 'device' ? [match.device] : []));
  return ['lo', ...named];
}

function devicesOfFirewall({ chains, bases }: Firewall): readonly string[] {
  const rules = [...chains.values(), ...bases.map(({ chain }) => chain)].flatMap((chain) => chain.rules);
  return rules.flatMap(({ conditions, action }) => [
    ...conditions.flatMap(devicesOfCondition),
    ...(action.kind === 'map' ? action.entries.flatMap(({ key }) => devicesOfTuple(key)) : []),
  ]);
}

function devicesOfCondition(condition: Condition): readonly string[] {
  if (condition.kind === 'uncertain') return [];
  return condition.kind === 'values'
    ? devicesOfTuple([condition.values])
    : condition.tuples.flatMap(devicesOfTuple);
}

function devicesOfTuple(tuple: readonly FieldValues[]): readonly string[] {
  return tuple.flatMap((values) => ('names' in values ? values.names : []));
}

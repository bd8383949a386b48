import type { Details, Report } from '../diagnostics/diagnostic.js';
import type { Source, Span } from '../diagnostics/source.js';
import type { Policy } from '../policy/model.js';
import { compare, type Disagreement, MOST_COUNTED, type Witnessed } from './compare.js';
import type { Devices } from './devices.js';
import { Diagrams, TooComplex } from './diagram/diagrams.js';
import type { Path } from './dimensions.js';
import type { Answers, Firewall } from './firewall.js';
import { devicesNamedBy } from './named-devices.js';
import { trace } from './trace.js';
import { Reasons } from './why.js';
import { boxText, packetText } from './words.js';

/** So many differences are told one by one; the rest is counted. */
const SHOWN = 20;

/**
 * Compares what a firewall does with what a policy means, for every packet there can be. What differs is reported, each time with
 * a packet as witness; no report at all is the proof. `script` is the text that the firewall was read from;
 * `diagrams` holds what is made of both.
 */
export function prove(
  policy: Policy,
  firewall: Firewall,
  script: Source,
  report: Report,
  diagrams = new Diagrams(),
): void {
  const faulty = { found: false };
  const fault = (line: number, problem: string) => {
    faulty.found = true;
    report('not-understood', lineSpan(script, line), { problem });
  };
  try {
    const devices = devicesNamedBy(policy, firewall);
    const found = compare(diagrams, devices, policy, firewall, SHOWN, fault);
    const reasons = new Reasons(policy);
    if (!faulty.found)
      for (const one of found) reportPath(one, { reasons, firewall, script, devices, report });
  } catch (error) {
    if (!(error instanceof TooComplex)) throw error;
    report('proof-too-complex', undefined, {});
  }
}

interface Reporting {
  readonly reasons: Reasons;
  readonly firewall: Firewall;
  readonly script: Source;
  readonly devices: Devices;
  readonly report: Report;
}

function reportPath({ path, answers, shown, count }: Disagreement, reporting: Reporting): void {
  for (const difference of shown) reportDifference(difference, path, answers, reporting);
  const more = count - shown.length;
  if (more > 0)
    reporting.report('more-differences', undefined, { path, count: more, least: count === MOST_COUNTED });
}

const verbs = {
  accept: 'accepts',
  drop: 'drops',
  reset: 'answers by a TCP reset',
  prohibit: 'answers by an ICMP error',
  unknown: 'may accept or drop',
} as const;

function reportDifference(
  { sides, packet }: Witnessed,
  path: Path,
  answers: Answers,
  { reasons, firewall, script, devices, report }: Reporting,
): void {
  const does = trace(firewall, packet, answers);
  const means = reasons.of(packet);
  if (does.verdict === means.verdict) throw new Error(`the witness shows nothing: ${packetText(packet)}`);
  const details: Details = {
    suggestion: `for example ${packetText(packet)}`,
    ...(means.allow && {
      related: [{ message: 'the rule that allows it', span: means.allow.origin.rule.span }],
    }),
  };
  const span = does.line === undefined ? undefined : lineSpan(script, does.line);
  const beyond = answers === 'spent' ? ' beyond the limit of answers' : '';
  const packets = boxText(sides, path, devices) + beyond;
  report('not-proven', span, { verb: verbs[does.verdict], packets, because: means.because }, details);
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

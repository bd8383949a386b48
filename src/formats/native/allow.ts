import type { PlacedAllowance } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { didYouMean } from '../../diagnostics/similar-names.js';
import { below, type Span } from '../../diagnostics/source.js';
import { meantTraffic } from '../../traffic/meant.js';
import { parseTraffic } from '../../traffic/parse.js';
import { protocolNumbers } from '../../traffic/protocols.js';

/** Reads what stands behind `allow`, or what a service consists of: a text or a list of texts. */
export function readAllow(
  value: string | readonly string[],
  span: Span,
  report: Report,
): readonly PlacedAllowance[] {
  if (typeof value === 'string')
    return [readAllowance(value, span, report)].filter((one) => one !== undefined);
  if (value.length === 0) report('empty-allow', span, {});
  return value
    .map((text, i) => readAllowance(text, below(span, i), report))
    .filter((one) => one !== undefined);
}

function readAllowance(text: string, span: Span, report: Report): PlacedAllowance | undefined {
  const parsed = parseTraffic(text);
  if (parsed.kind === 'traffic') return { kind: 'traffic', traffic: parsed.traffic, span };
  if (parsed.kind === 'name') return { kind: 'service', reference: parsed.name, span };
  const { problem, instead } = parsed;
  const meant = meantTraffic(text) ?? instead;
  const suggestion = meant === undefined ? protocolMeant(text) : `write ${meant}`;
  report('invalid-traffic', span, { text, problem }, { suggestion });
  return undefined;
}

const protocols = [...Object.keys(protocolNumbers), 'protocol'];

/** `did you mean 'tcp'?` where a text begins with no protocol, but nearly. */
function protocolMeant(text: string): string | undefined {
  const [name, ...details] = text.split('/') as [string, ...string[]];
  return details.length === 0 || protocols.includes(name) ? undefined : didYouMean(name, protocols);
}

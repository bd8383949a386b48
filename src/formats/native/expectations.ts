import type { Expectation, Party } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below, type Span } from '../../diagnostics/source.js';
import { spanAt } from '../../document/document.js';
import { readAllow } from './allow.js';
import { type Reading, readAddress } from './context.js';
import type { NativeDefinition, NativeExpectation } from './schema.js';

export function readExpectations(
  expectations: NativeDefinition['expect'],
  { document, report }: Reading,
): readonly Expectation[] {
  return (expectations ?? []).map((one, i) => readExpectation(one, spanAt(document, 'expect', i), report));
}

function readExpectation(value: NativeExpectation, span: Span, report: Report): Expectation {
  const { from, to, port, allowed, description = '' } = value;
  return {
    from: readParties('from', from, below(span, 'from'), report),
    to: readParties('to', to, below(span, 'to'), report),
    port: isNothing('port', port, below(span, 'port'), report)
      ? []
      : readAllow(port, below(span, 'port'), report),
    allowed,
    description,
    span,
  };
}

function readParties(
  key: 'from' | 'to',
  value: string | readonly string[],
  span: Span,
  report: Report,
): readonly Party[] {
  if (isNothing(key, value, span, report)) return [];
  const parties =
    typeof value === 'string'
      ? [readParty(value, span, report)]
      : value.map((text, i) => readParty(text, below(span, i), report));
  return parties.filter((party) => party !== undefined);
}

function isNothing(key: string, value: string | readonly string[], span: Span, report: Report): boolean {
  if (value.length > 0) return false;
  report('checks-nothing', span, { problem: `\`${key}\` is empty` });
  return true;
}

const families = { '': ['ipv4', 'ipv6'], '-ipv4': ['ipv4'], '-ipv6': ['ipv6'] } as const;

const words: ReadonlyMap<
  string,
  Pick<Party & { kind: 'anywhere' | 'outside' }, 'kind' | 'families'>
> = new Map(
  (['anywhere', 'outside'] as const).flatMap((kind) =>
    Object.entries(families).map(([suffix, some]) => [`${kind}${suffix}`, { kind, families: some }] as const),
  ),
);

const kinds = ['host', 'group', 'list'] as const;

function readParty(text: string, span: Span, report: Report): Party | undefined {
  if (text === 'self' || text === 'my-ip')
    return notAParty(text, 'it has a meaning only in a rule', span, report);
  const word = words.get(text);
  if (word) return { ...word, text, span };
  const kind = kinds.find((one) => text.startsWith(`${one}:`));
  if (kind) return readReference(kind, text.slice(kind.length + 1).trim(), span, report);
  if (looksLikeAddress(text)) {
    const range = readAddress(text, span, report);
    return range && { kind: 'addresses', range, text, span };
  }
  if (text.trim() === '') return notAParty(text, 'no name is given', span, report);
  return { kind: 'name', reference: text, span };
}

/** Names may begin like addresses, as `10-web` and `db1` do, so this asks for more than the beginning. */
function looksLikeAddress(text: string): boolean {
  return /^[0-9]+(\.[0-9]+)*([/-]|$)[0-9./-]*$/.test(text) || /^[0-9a-f]*:[0-9a-f:]*:/i.test(text);
}

function readReference(
  kind: (typeof kinds)[number],
  reference: string,
  span: Span,
  report: Report,
): Party | undefined {
  if (reference !== '') return { kind, reference, span };
  return notAParty(`${kind}:`, `the name of the ${kind} is missing`, span, report);
}

function notAParty(text: string, problem: string, span: Span, report: Report): undefined {
  const suggestion = 'name a host, a group, an address, a list, anywhere or outside';
  report('invalid-party', span, { text, problem }, { suggestion });
  return undefined;
}

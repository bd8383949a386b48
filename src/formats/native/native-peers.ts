import { parseAddressRange } from '../../address/parse.js';
import type { Peer } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below, type Span } from '../../diagnostics/source.js';
import { readAddress } from './context.js';
import { isInternetName, type KnownNames, meantName, meantPeer } from './peer-meant.js';

/** Reads what stands behind `from` and `to`: a text or a list of texts. */
export function readPeers(
  key: 'from' | 'to',
  value: string | readonly string[],
  span: Span,
  known: KnownNames,
  report: Report,
): readonly Peer[] {
  if (typeof value === 'string')
    return [readPeer(value, span, known, report)].filter((one) => one !== undefined);
  if (value.length === 0) report('empty-peers', span, { key });
  return value
    .map((text, i) => readPeer(text, below(span, i), known, report))
    .filter((one) => one !== undefined);
}

function readPeer(text: string, span: Span, known: KnownNames, report: Report): Peer | undefined {
  switch (text) {
    case 'anywhere':
      return { kind: 'anywhere', families: ['ipv4', 'ipv6'], span };
    case 'anywhere-ipv4':
      return { kind: 'anywhere', families: ['ipv4'], span };
    case 'anywhere-ipv6':
      return { kind: 'anywhere', families: ['ipv6'], span };
    case 'self':
    case 'my-ip':
      return { kind: text, span };
  }
  const colon = text.indexOf(':');
  const kind = colon < 0 ? '' : text.slice(0, colon);
  if (kind === 'group' || kind === 'list')
    return readReference(kind, text.slice(colon + 1).trim(), span, report);
  if (!looksLikeAddress(text, known)) return notAPeer(text, span, known, report);
  const range = readAddress(text, span, report);
  return range && { kind: 'addresses', range, span };
}

function readReference(
  kind: 'group' | 'list',
  reference: string,
  span: Span,
  report: Report,
): Peer | undefined {
  if (reference !== '') return { kind, reference, span };
  report('invalid-peer', span, { text: `${kind}:`, problem: `the name of the ${kind} is missing` });
  return undefined;
}

/** Names may begin like addresses, as `db1` does; what is an address stays one, whatever is called like it. */
function looksLikeAddress(text: string, known: KnownNames): boolean {
  if (!/^[0-9a-f]*[:.0-9]/i.test(text)) return false;
  return !(isInternetName(text) || meantName(text, known) !== undefined) || parseAddressRange(text).ok;
}

function notAPeer(text: string, span: Span, known: KnownNames, report: Report): undefined {
  const problem =
    'a peer is anywhere, an address, a prefix, a range a-b, group:NAME, list:NAME, self or my-ip';
  const suggestion = meantPeer(text, known);
  report('invalid-peer', span, { text, problem }, { suggestion });
  return undefined;
}

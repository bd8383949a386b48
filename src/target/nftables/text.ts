import { commentText } from '../header.js';
import { together } from '../together.js';
import { fitsLine, type NftElements } from './elements.js';
import type { NftAction, NftField, NftMapEntry, NftMatch, NftRule, NftVerdict } from './program.js';

/** Clauses of nft, one small function each. */

export function ruleText({ matches, action, counter, counts = [], comment }: NftRule): string {
  return together(
    [
      ...matches.map(matchText),
      ...(counter ? ['counter'] : []),
      ...counts.map(({ name }) => `counter name "${name}"`),
      ...actionText(action),
      ...(comment === '' ? [] : [`comment "${commentText(comment)}"`]),
    ],
    ' ',
  );
}

function matchText(match: NftMatch): string {
  if (match.kind === 'lookup') {
    if (match.mask === undefined && match.count === 1) return `${match.field} ${match.text}`;
    const mask = match.mask === undefined ? '' : ` & ${match.mask}`;
    return `${match.field}${mask} ${setText(match)}`;
  }
  // A list with commas compares bits; braces would make it a set.
  if (match.kind === 'states') return `ct state ${match.states.join(',')}`;
  if (match.kind === 'attempt') return 'tcp flags & (fin | syn | rst | ack) == syn';
  if (match.kind === 'to-host') return 'fib daddr type local';
  if (match.kind === 'to-many') return 'meta nfproto ipv4 fib daddr type { broadcast, multicast }';
  if (match.kind === 'limit') return limitText(match);
  if (match.kind === 'other' && isDevice(match.field))
    return match.values.map((value) => `${match.field} != ${value}`).join(' ');
  return `${match.field} ${match.kind === 'other' ? '!= ' : ''}${oneOf(match.values)}`;
}

/**
 * Devices that a packet has not are compared one by one. In a set that is gone while rules are switched no device is found, and
 * packets of all devices would go where rules may accept them.
 */
function isDevice(field: NftField): boolean {
  return field === 'iifname' || field === 'oifname';
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `{ ${values.join(', ')} }`;
}

function actionText(action: NftAction): readonly string[] {
  switch (action.kind) {
    case 'map':
      return [`${action.fields.join(' . ')} vmap ${mapText(action.entries)}`];
    case 'log':
      return [`${limitText(action)} log prefix "${action.prefix}"${nflogText(action)}`];
    case 'reject':
      return [`reject with ${action.with === 'reset' ? 'tcp reset' : 'icmpx type admin-prohibited'}`];
    case 'none':
      return [];
    default:
      return [verdictText(action)];
  }
}

function nflogText({ nflog }: { readonly nflog?: number | undefined }): string {
  return nflog === undefined ? '' : ` group ${nflog}`;
}

function limitText({ rate, burst }: { readonly rate: number; readonly burst: number }): string {
  return `limit rate ${rate}/second burst ${burst} packets`;
}

/** Small maps without anything to explain stay on one line; others have a line an entry. */
function mapText(entries: readonly NftMapEntry[]): string {
  if (entries.length <= 3 && entries.every(({ comment }) => comment === '')) {
    return `{ ${entries.map((entry) => `${entry.key} : ${verdictText(entry.verdict)}`).join(', ')} }`;
  }
  const lines = entries.map(({ key, verdict, comment }) => {
    const behind = comment === '' ? '' : `  # ${commentText(comment)}`;
    return `\t\t\t${key} : ${verdictText(verdict)},${behind}\n`;
  });
  return `{\n${lines.join('')}\t\t}`;
}

function verdictText(verdict: NftVerdict): string {
  return 'chain' in verdict ? `${verdict.kind} ${verdict.chain}` : verdict.kind;
}

/** Elements that fit stay on one line. */
function setText(elements: NftElements): string {
  return fitsLine(elements) ? `{ ${elements.text} }` : `{\n\t\t\t${elements.text}\n\t\t}`;
}

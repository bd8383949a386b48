import { commentText } from '../header.js';
import type { NftAction, NftMapEntry, NftMatch, NftRule, NftVerdict } from './program.js';

/** Clauses of nft, one small function each. */

export function ruleText({ matches, action, counter, comment }: NftRule): string {
  return [
    ...matches.map(matchText),
    ...(counter ? ['counter'] : []),
    ...actionText(action),
    ...(comment === '' ? [] : [`comment "${commentText(comment)}"`]),
  ].join(' ');
}

function matchText(match: NftMatch): string {
  if (match.kind === 'set') {
    const mask = match.mask === undefined ? '' : ` & ${match.mask}`;
    return `${match.field}${mask} @${match.set}`;
  }
  if (match.kind === 'attempt') return 'tcp flags & (fin | syn | rst | ack) == syn';
  if (match.kind === 'to-host') return 'fib daddr type local';
  if (match.kind === 'to-many') return 'meta nfproto ipv4 fib daddr type { broadcast, multicast }';
  return `${match.field} ${match.kind === 'other' ? '!= ' : ''}${oneOf(match.values)}`;
}

function oneOf(values: readonly string[]): string {
  return values.length === 1 ? values[0]! : `{ ${values.join(', ')} }`;
}

function actionText(action: NftAction): readonly string[] {
  switch (action.kind) {
    case 'map':
      return [`${action.fields.join(' . ')} vmap ${mapText(action.entries)}`];
    case 'log':
      return [`limit rate ${action.rate}/second burst ${action.burst} packets log prefix "${action.prefix}"`];
    case 'none':
      return [];
    default:
      return [verdictText(action)];
  }
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

/** Elements in lines of a width that people can read. */
export function elementLines(elements: readonly string[], perLine: number): string {
  const lines: string[] = [];
  for (let i = 0; i < elements.length; i += perLine) lines.push(elements.slice(i, i + perLine).join(', '));
  return lines.join(',\n\t\t\t');
}

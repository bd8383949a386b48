import { nearest } from '../../diagnostics/similar-names.js';
import type { NativeDefinition } from './schema.js';

export const peerWords = ['anywhere', 'anywhere-ipv4', 'anywhere-ipv6', 'self', 'my-ip'] as const;

/** The names that a document gives, of which a peer may have meant one. */
export type KnownNames = Pick<NativeDefinition, 'groups' | 'prefixLists' | 'hosts'>;

/** What other tools call everybody, the members of the group itself, and the place one works from. */
const otherNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    anywhere: [
      'any',
      'all',
      '*',
      'everyone',
      'everybody',
      'everywhere',
      'world',
      'internet',
      'public',
      'any/any',
    ],
    'anywhere-ipv4': ['any-ipv4', 'all-ipv4', 'any4', 'ipv4'],
    'anywhere-ipv6': ['any-ipv6', 'all-ipv6', 'any6', 'ipv6'],
    self: ['this', 'same', 'itself', 'own'],
    'my-ip': ['me', 'myip', 'my_ip', 'my ip'],
  }).flatMap(([word, others]) => others.map((other) => [other, word] as const)),
);

const kinds: ReadonlyMap<string, 'group' | 'list'> = new Map([
  ...['group', 'groups', 'sg', 'security-group', 'securitygroup'].map((word) => [word, 'group'] as const),
  ...['list', 'lists', 'pl', 'prefix-list', 'prefixlist', 'prefixlists'].map(
    (word) => [word, 'list'] as const,
  ),
]);

/** What to write for a text that is no peer; `undefined` where nothing is near. */
export function meantPeer(text: string, known: KnownNames): string | undefined {
  const word = text.trim().toLowerCase();
  const other = otherNames.get(word);
  if (other !== undefined) return `write ${other}`;
  const [, kindText, name] = /^([a-z-]+) ?[:/= ] ?(.*)$/i.exec(text.trim()) ?? [];
  const kind = kindText && kinds.get(kindText.toLowerCase());
  if (kind && name) return `write ${kind}:${name}`;
  return meantName(text.trim(), known) ?? nearWord(text) ?? lastGuess(text, kindText, name);
}

/** What to write for a name that the document gives to something. */
export function meantName(name: string, { groups, prefixLists, hosts }: KnownNames): string | undefined {
  if (groups && Object.hasOwn(groups, name)) return `write group:${name}`;
  if (prefixLists && Object.hasOwn(prefixLists, name)) return `write list:${name}`;
  if (!hosts) return undefined;
  const host = /^(?:host:)?([^/]*)/.exec(name)![1]!;
  return Object.hasOwn(hosts, host)
    ? `'${host}' is a host: write its address, or a group that it carries`
    : undefined;
}

function nearWord(text: string): string | undefined {
  const meant = nearest(text, peerWords);
  return meant && `did you mean '${meant}'?`;
}

function lastGuess(text: string, kind: string | undefined, name: string | undefined): string | undefined {
  const near = kind && name && nearest(kind, ['group', 'list']);
  if (near) return `did you mean '${near}:${name}'?`;
  if (isInternetName(text)) return 'names of the internet are not looked up: write the address';
  return /^[\w.-]+$/.test(text) ? `for a group write group:${text}` : undefined;
}

/** `www.example.com`: what ends in letters behind a dot is no address. */
export function isInternetName(text: string): boolean {
  return /^[a-z0-9.-]+\.[a-z]{2,63}$/i.test(text);
}

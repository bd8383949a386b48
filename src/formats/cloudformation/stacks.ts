import path from 'node:path';
import type { Definition, Peer, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import type { Carrier } from '../shared/bare-groups.js';
import type { HostRecord } from './template-hosts.js';

/** What one template makes. Its logical ids are its own: another stack may use the same for something else. */
export interface Stack extends Pick<Definition, 'groups' | 'prefixLists'> {
  readonly span: Span;
  readonly hosts: readonly HostRecord[];
}

/**
 * The stacks, in which nothing has the id that something in another has: ids that several use are called by the template too
 * (`web.InstanceGroup`), which is told once. A file that is given twice is no second stack, and stays as it is.
 */
export function keepApart(stacks: readonly Stack[], report: Report): readonly Stack[] {
  const files = stacks.map(({ span }) => path.resolve(span.source.name));
  if (new Set(files).size < files.length) return stacks;
  const users = new Map<string, number>();
  for (const stack of stacks)
    for (const id of new Set(idsOf(stack).map(lower))) users.set(id, (users.get(id) ?? 0) + 1);
  const shared = new Set([...users].flatMap(([id, count]) => (count > 1 ? [id] : [])));
  if (shared.size === 0) return stacks;
  const names = distinctNames(files);
  const first = stacks.findIndex((stack) => idsOf(stack).some((id) => shared.has(lower(id))));
  const example = idsOf(stacks[first]!).find((id) => shared.has(lower(id)))!;
  const place = [...stacks[first]!.groups, ...stacks[first]!.hosts].find(({ id }) => id === example)?.span;
  const called = `${names[first]}.${example}`;
  report('same-ids', place ?? stacks[first]!.span, { count: shared.size, id: example, called });
  return stacks.map((stack, i) => renamed(stack, (id) => (shared.has(lower(id)) ? `${names[i]}.${id}` : id)));
}

function idsOf({ groups, prefixLists, hosts }: Stack): readonly string[] {
  const interfaces = hosts.flatMap((host) => host.interfaces);
  return [...groups, ...prefixLists, ...hosts, ...interfaces].map(({ id }) => id);
}

/** Names that differ only in case are one name (fact 22). */
function lower(id: string): string {
  return id.toLowerCase();
}

type Rename = (id: string) => string;

function renamed(stack: Stack, rename: Rename): Stack {
  const named = <T extends { readonly id: string; readonly name: string }>(node: T): T => {
    const id = rename(node.id);
    return { ...node, id, name: node.name === node.id ? id : node.name };
  };
  const own = new Set([...stack.groups, ...stack.prefixLists].map(({ id }) => id));
  const refer: Rename = (id) => (own.has(id) ? rename(id) : id);
  const carrier = (one: Carrier): Carrier => ({
    ...named(one),
    groups: one.groups.map((group) => ({ ...group, reference: refer(group.reference) })),
  });
  return {
    span: stack.span,
    groups: stack.groups.map((group) => ({
      ...named(group),
      ingress: group.ingress.map((rule) => withPeers(rule, refer)),
      egress: group.egress.map((rule) => withPeers(rule, refer)),
    })),
    prefixLists: stack.prefixLists.map(named),
    hosts: stack.hosts.map((host) => ({ ...named(host), interfaces: host.interfaces.map(carrier) })),
  };
}

function withPeers(rule: Rule, refer: Rename): Rule {
  const peers = rule.peers.map(
    (peer): Peer => ('reference' in peer ? { ...peer, reference: refer(peer.reference) } : peer),
  );
  return { ...rule, peers };
}

/** A short name for each file that no other has: its own, with its ending and its folders where these are needed. */
function distinctNames(files: readonly string[]): readonly string[] {
  const parts = files.map((file) => file.split(path.sep));
  const depth = Math.max(...parts.map(({ length }) => length));
  for (let taken = 1; taken <= depth; taken++) {
    for (const ending of [/(\.template)?\.[^.]*$/, /$/]) {
      const names = parts.map((one) => asName(one.slice(-taken).join('-').replace(ending, '')));
      if (new Set(names.map(lower)).size === names.length) return names;
    }
  }
  return files.map((file, i) => `${asName(path.basename(file))}-${i + 1}`);
}

/** Names become parts of chains, sets and files. */
function asName(text: string): string {
  return text.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '') || 'template';
}

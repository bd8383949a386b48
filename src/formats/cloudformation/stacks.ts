import type { Definition, Peer, Rule } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import type { Carrier } from '../shared/bare-groups.js';
import { type Rename, renamesOf } from '../shared/stack-names.js';
import type { HostRecord } from './template-hosts.js';

/** What one template makes. Its logical ids are its own: another stack may use the same for something else. */
export interface Stack extends Pick<Definition, 'groups' | 'prefixLists'> {
  readonly span: Span;
  readonly hosts: readonly HostRecord[];
}

/** The stacks, in which nothing has the id that something in another has. */
export function keepApart(stacks: readonly Stack[], report: Report): readonly Stack[] {
  const renames = renamesOf(
    stacks.map((stack) => ({ span: stack.span, ids: nodesOf(stack) })),
    report,
  );
  return stacks.map((stack, i) => renamed(stack, renames[i]!));
}

function nodesOf({
  groups,
  prefixLists,
  hosts,
}: Stack): readonly { readonly id: string; readonly span: Span }[] {
  return [...groups, ...prefixLists, ...hosts, ...hosts.flatMap((host) => host.interfaces)];
}

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

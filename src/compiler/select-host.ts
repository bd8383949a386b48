import type { Host, Interface } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { lookUp } from '../policy/index-by-name.js';
import type { Linked } from '../policy/link.js';

/** The hosts that names mean: hosts by id or name, or interfaces of cloud hosts by id, each as a host of its own. */
export function selectHosts(
  linked: Linked,
  names: readonly string[] | undefined,
  report: Report,
): readonly Host[] {
  const { nodes } = linked.hosts;
  if (nodes.length === 0) report('no-hosts', undefined, {});
  if (!names) return nodes;
  return names.map((name) => selectHost(linked, name, report)).filter((host) => host !== undefined);
}

function selectHost(linked: Linked, name: string, report: Report): Host | undefined {
  const known = linked.hosts.byId.has(name) || linked.hosts.byName.has(name);
  if (!known) {
    for (const host of linked.hosts.nodes) {
      const found = host.cloud ? host.interfaces.find(({ id }) => id === name) : undefined;
      if (found) return hostOf(host, found);
    }
  }
  return lookUp(linked.hosts, name, undefined, ['host', 'unknown-host'], report);
}

function hostOf(host: Host, one: Interface): Host {
  return { ...host, id: one.id, name: one.id, span: one.span, interfaces: [one] };
}

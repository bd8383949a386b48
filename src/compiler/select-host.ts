import type { Host } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { lookUp } from '../policy/index-by-name.js';
import type { Linked } from '../policy/link.js';
import type { HostInterface } from '../policy/party.js';

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
  const isHost = linked.hosts.byId.has(name) || linked.hosts.byName.has(name);
  const interfaces = isHost ? [] : (linked.cloudInterfaces.get(name) ?? []).map(hostOf);
  if (interfaces.length === 1) return interfaces[0];
  if (interfaces.length === 0) return lookUp(linked.hosts, name, undefined, ['host', 'unknown-host'], report);
  const related = interfaces.map(({ span }) => ({ message: 'one of them', span }));
  report(
    'ambiguous',
    undefined,
    { kind: 'interface', name },
    { related, suggestion: 'name the host instead' },
  );
  return undefined;
}

function hostOf({ host, iface }: HostInterface): Host {
  return { ...host, id: iface.id, name: iface.id, span: iface.span, interfaces: [iface] };
}

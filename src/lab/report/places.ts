import type { Endpoint, LabInterface, Network } from '../model.js';
import { hostLabels, OUTSIDE } from './words.js';

/** Whom the rows and columns of the matrix are about: hosts, or their interfaces where a host has several, and the external network. */
export interface Places {
  /** Labels in the order of the hosts, the external network last; no two are equal. */
  readonly labels: readonly string[];
  /** Labels of interfaces that no definition knows. */
  readonly undeclared: ReadonlySet<string>;
  readonly labelOf: (endpoint: Pick<Endpoint, 'host' | 'interface'>) => string;
}

export function placesOf(network: Network): Places {
  const hostLabel = hostLabels(network);
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  const undeclared = new Set<string>();
  const add = (host: string, { id }: LabInterface, suffix: string): string => {
    const label = distinct(`${hostLabel({ host })}${suffix}`, taken);
    labels.set(keyOf({ host, interface: id }), label);
    return label;
  };
  for (const { id: host, interfaces, undeclared: unknown } of network.hosts) {
    for (const one of interfaces) add(host, one, interfaces.length > 1 ? ` ${one.id}` : '');
    if (unknown) undeclared.add(add(host, unknown, ` ${unknown.id}`));
  }
  return {
    labels: [...labels.values(), OUTSIDE],
    undeclared,
    labelOf: (endpoint) =>
      endpoint.host === undefined ? OUTSIDE : (labels.get(keyOf(endpoint)) ?? endpoint.host),
  };
}

function keyOf({ host, interface: one }: { host?: string; interface?: string | undefined }): string {
  return JSON.stringify([host, one]);
}

/** Two places can have one label where names hold blanks. */
function distinct(label: string, taken: Set<string>): string {
  if (taken.has(label)) return distinct(`${label}'`, taken);
  taken.add(label);
  return label;
}

import type { Endpoint, Network } from '../model.js';
import { hostLabels, OUTSIDE } from './words.js';

/** Whom the rows and columns of the matrix are about: hosts, or their interfaces where a host has several, and the world outside. */
export interface Places {
  /** Labels in the order of the hosts, the world outside last; no two are equal. */
  readonly labels: readonly string[];
  readonly labelOf: (endpoint: Pick<Endpoint, 'host' | 'interface'>) => string;
}

export function placesOf(network: Network): Places {
  const hostLabel = hostLabels(network);
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id: host, interfaces } of network.hosts) {
    const names = interfaces.length > 1 ? interfaces.map(({ id }) => ` ${id}`) : [''];
    names.forEach((name, i) => {
      const label = distinct(`${hostLabel({ host })}${name}`, taken);
      labels.set(keyOf({ host, interface: interfaces[i]?.id }), label);
    });
  }
  return {
    labels: [...labels.values(), OUTSIDE],
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

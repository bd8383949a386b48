import { type Carrier, distinctCarriers } from './carriers.js';
import type { MergedGroup, Subject } from './merged.js';
import { inWords } from './words.js';

/** Groups that are looked at together, and what messages call them. */
export interface Company {
  readonly who: string;
  readonly groups: readonly MergedGroup[];
}

/** Every group alone, then the groups of every interface that carries several: halves may stand in different groups. */
export function companiesOf({ linked, groups }: Subject): readonly Company[] {
  const merged = new Map(groups.map((one) => [one.group, one]));
  const several = distinctCarriers(linked).flatMap((carrier): readonly Company[] => {
    const carried = carrier.groups.map((group) => merged.get(group)).filter((one) => one !== undefined);
    return carried.length > 1 ? [{ who: together(carrier), groups: carried }] : [];
  });
  return [...groups.map((one) => ({ who: `group '${one.group.name}'`, groups: [one] })), ...several];
}

function together({ host, iface, groups }: Carrier): string {
  const names = inWords(groups.map(({ name }) => `'${name}'`));
  return `${placeInWords({ host, iface })}, with groups ${names} together,`;
}

export function placeInWords({ host, iface }: Pick<Carrier, 'host' | 'iface'>): string {
  return `interface '${iface.id}' of host '${host.name}'`;
}

import type { GroupQuota, Quotas } from '../convert/minimal/quotas.js';
import { table } from './table.js';

/** How the merged groups stand to the quotas of AWS, for eyes; each count with what it was before, where that differs. */
export function quotaTable(quotas: Quotas): string {
  const { rulesPerDirection, groupsPerInterface, groups, interfaces } = quotas;
  const head = ['GROUP', 'INGRESS IPv4', 'INGRESS IPv6', 'EGRESS IPv4', 'EGRESS IPv6', 'QUOTA'];
  const rows = groups.map((group) => rowOf(group, rulesPerDirection));
  const crowded = interfaces
    .filter((one) => one.groups > groupsPerInterface)
    .map((one) => `${one.host} ${one.interface}: ${one.groups} groups, above ${groupsPerInterface}`);
  const carried = Math.max(0, ...interfaces.map((one) => one.groups));
  const about = `AWS accepts ${rulesPerDirection} rules a direction and family, and ${groupsPerInterface} groups an interface; at most ${carried} are carried here`;
  return [table(head, rows), ...crowded, about].join('\n');
}

function rowOf({ id, name, counts }: GroupQuota, limit: number): readonly string[] {
  const over = counts.filter(({ after }) => after > limit).length;
  return [
    id === name ? id : `${id} (${name})`,
    ...counts.map(({ before, after }) => (before === after ? `${after}` : `${after} (was ${before})`)),
    over === 0 ? 'within' : 'above',
  ];
}

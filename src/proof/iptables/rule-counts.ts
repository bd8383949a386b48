import { isObject, itemsOf } from '../nftables/listing.js';
import { savedMarks } from './saved.js';
import { shown } from './words.js';

/**
 * Of iptables over nft: the chains of filter and raw tables in which iptables-save has listed more rules than there are, or fewer. A name with
 * a line break looks like two rules there, and like one name in `nft -j list ruleset`.
 */
export function countFaults(saved: string, json: string, fault: (problem: string) => void): void {
  const listed = savedCounts(saved);
  const there = new Map<string, number>();
  for (const { rule } of itemsOf(json, (_, problem) => fault(problem))) {
    if (!isObject(rule)) continue;
    const { family, table, chain } = rule;
    if ((family === 'ip' || family === 'ip6') && (table === 'filter' || table === 'raw'))
      add(there, `${family} ${table} ${chain}`);
  }
  for (const chain of new Set([...listed.keys(), ...there.keys()])) {
    const [lines, rules] = [listed.get(chain) ?? 0, there.get(chain) ?? 0];
    if (lines !== rules)
      fault(
        `chain ${shown(chain)} has ${rules} rules, and iptables-save lists ${lines}: a name may hold a line break`,
      );
  }
}

function savedCounts(saved: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  let family = 'ip6';
  let table: string | undefined;
  for (const line of saved.split('\n')) {
    if (line === savedMarks.ipv4) family = 'ip';
    if (line === savedMarks.sets) break;
    if (line.startsWith('*')) table = line.slice(1);
    const chain = /^-A (\S+)/.exec(line)?.[1];
    if (chain !== undefined && (table === 'filter' || table === 'raw'))
      add(counts, `${family} ${table} ${chain}`);
  }
  return counts;
}

function add(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

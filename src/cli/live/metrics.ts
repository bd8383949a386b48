import type { Count } from '../../backend/nftables/counters.js';
import type { Counted } from '../../live/counted.js';
import { numberOf } from './counters-text.js';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, count: Count];

/** Counters in the text format of Prometheus. */
export function metricsText(host: string, { rules, dropped, many }: Counted): string {
  const samples = rules.flatMap((one): readonly Sample[] => {
    const { group, rule } = one.origin;
    const labels = { host, group: group.name, direction: rule.direction, rule: numberOf(one), id: one.id };
    return [
      ...(one.alone ? [[{ ...labels, merged: 'false' }, one.alone] as const] : []),
      ...(one.shared ? [[{ ...labels, merged: 'true' }, one.shared] as const] : []),
    ];
  });
  return [
    ...family('secgroup_rule', 'let through by a rule, in merged="true" together with others', samples),
    ...family(
      'secgroup_untold',
      'let through by what is merged of too many rules to count for each',
      many.map(({ direction, count }) => [{ host, direction }, count]),
    ),
    ...family(
      'secgroup_dropped',
      'refused, by hook',
      dropped.map(({ hook, count }) => [{ host, hook }, count]),
    ),
  ].join('');
}

function family(name: string, what: string, samples: readonly Sample[]): readonly string[] {
  if (samples.length === 0) return [];
  return (['packets', 'bytes'] as const).flatMap((unit) => [
    `# HELP ${name}_${unit}_total ${unit === 'packets' ? 'Packets' : 'Bytes of packets'} that were ${what}.\n`,
    `# TYPE ${name}_${unit}_total counter\n`,
    ...samples.map(([labels, count]) => `${name}_${unit}_total{${labelsText(labels)}} ${count[unit]}\n`),
  ]);
}

function labelsText(labels: Labels): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(',');
}

/** What the format asks for: a backslash before backslashes, quotes and line breaks. */
function escaped(value: string): string {
  return value.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n');
}

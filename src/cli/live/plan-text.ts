import { jsonPlace } from '../../diagnostics/json.js';
import { placeOf } from '../../diagnostics/print.js';
import { visible } from '../../diagnostics/visible.js';
import { isNothing, type Plan, type Planned } from '../../live/plan.js';
import { table } from '../table.js';

const directions = { input: 'in', output: 'out', forward: 'forwarded' } as const;

/** A plan for eyes. */
export function planText(host: string, plan: Plan): string {
  const others = plan.others.map((what) => visible(`note: ${what}`));
  return [...mainText(visible(host), plan), ...others].join('\n');
}

function mainText(host: string, plan: Plan): readonly string[] {
  if (plan.isFirst)
    return [
      `${host}: nothing of ours is loaded here, so everything passes now; then only what the definition allows`,
    ];
  if (isNothing(plan)) return [`${host}: what is loaded means the same`];
  return [
    ...part(`${host}: opens`, plan.opens),
    ...part(`${host}: closes`, plan.closes),
    ...(plan.more > 0 ? [`… and ${plan.more} more`] : []),
  ];
}

function part(title: string, changes: readonly Planned[]): readonly string[] {
  if (changes.length === 0) return [];
  const rows = changes.map((one) => [`  ${directions[one.path]}`, one.packets, reasonOf(one)]);
  return [title, table([], rows)];
}

function reasonOf({ because, rule, was }: Planned): string {
  const now = rule ? `${because} (${placeOf(rule)})` : because;
  return [now, ...(was === '' ? [] : [`until now: ${was}`])].filter((text) => text !== '').join('; ');
}

/** A plan for programs. */
export function planJson({ isFirst, opens, closes, more, others }: Plan) {
  return { first: isFirst, opens: opens.map(plannedJson), closes: closes.map(plannedJson), more, others };
}

function plannedJson({ path, packets, because, rule, was }: Planned) {
  return {
    direction: directions[path],
    packets,
    because,
    ...(rule && { rule: jsonPlace(rule) }),
    ...(was !== '' && { was }),
  };
}

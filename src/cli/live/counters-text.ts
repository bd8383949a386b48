import type { Count } from '../../backend/nftables/counters.js';
import { jsonPlace } from '../../diagnostics/json.js';
import { placeOf } from '../../diagnostics/print.js';
import { type Counted, type CountedRule, isUnused } from '../../live/counted.js';
import { table } from '../table.js';

type Since = ReadonlyMap<string, string>;

/** The rule by which people know it: its number, or that it is the one which every group has. */
export function numberOf({ origin: { rule, number } }: CountedRule): string {
  return rule.implied || rule.byDefault ? 'default' : String(number);
}

/** Since when a rule is counted; undefined where nothing tells. */
function sinceWhen({ id, alone }: CountedRule, since: Since): string | undefined {
  return since.get(alone ? id : `${id}.shared`);
}

/** What rules have let through, for eyes. */
export function countersText(host: string, { rules, dropped, many }: Counted, since: Since): string {
  const rows = rules.map((one) => [
    nameOf(one),
    packetsOf(one.alone),
    packetsOf(one.shared),
    one.origin.rule.description,
    placeOf(one.origin.rule.span),
  ]);
  const lost = dropped.map(({ hook, count }) => [`${hook}, refused`, packetsOf(count), '', '', '']);
  const unused = rules.filter(isUnused);
  return [
    table([host, 'packets', 'with others', '', ''], [...rows, ...lost]),
    ...many.filter(({ count }) => count.packets > 0).map(manyText),
    ...(rules.some(({ alone, shared }) => !alone && !shared) ? [NOT_LOADED] : []),
    ...(unused.length === 0
      ? []
      : [
          'Never hit:',
          table(
            [],
            unused.map((one) => [`  ${nameOf(one)}`, sinceText(one, since)]),
          ),
        ]),
  ].join('\n');
}

const NOT_LOADED =
  "A rule without numbers is not what is loaded, or others let all of it through: 'secgroup plan' shows what differs.";

function manyText({ direction, count }: Counted['many'][number]): string {
  return `${count.packets} packets of ${direction} were let through by what is merged of very many rules, and count for none of them; so no rule of ${direction} is called unused.`;
}

function nameOf(one: CountedRule): string {
  const { group, rule } = one.origin;
  return `${group.name} ${rule.direction} ${numberOf(one)}`;
}

function packetsOf(count: Count | undefined): string {
  return count ? String(count.packets) : '-';
}

function sinceText(one: CountedRule, since: Since): string {
  const time = sinceWhen(one, since);
  return `${time === undefined ? 'since it was loaded' : `since ${time}`}  ${placeOf(one.origin.rule.span)}`;
}

/** The same for programs. */
export function countersJson({ rules, dropped, many }: Counted, since: Since) {
  return {
    rules: rules.map((one) => {
      const { group, rule } = one.origin;
      const time = sinceWhen(one, since);
      return {
        id: one.id,
        group: group.name,
        direction: rule.direction,
        number: numberOf(one),
        description: rule.description,
        ...(one.alone && { alone: one.alone }),
        ...(one.shared && { shared: one.shared }),
        unused: isUnused(one),
        ...(time !== undefined && { since: time }),
        ...jsonPlace(rule.span),
      };
    }),
    dropped: dropped.map(({ hook, count }) => ({ hook, ...count })),
    untold: many.map(({ direction, count }) => ({ direction, ...count })),
  };
}

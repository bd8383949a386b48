import { jsonPlace } from '../../diagnostics/json.js';
import { placeOf } from '../../diagnostics/print.js';
import { visible } from '../../diagnostics/visible.js';
import type { KnownFlow } from '../../live/known-flows.js';
import { isNothing, type Plan, type Planned } from '../../live/plan.js';
import { packetText, refusalWords } from '../../proof/words.js';
import { protocolName, protocolNumbers } from '../../traffic/protocols.js';
import { table } from '../table.js';

const directions = { input: 'in', output: 'out', forward: 'forwarded' } as const;

/** A plan for eyes. */
export function planText(host: string, plan: Plan): string {
  const others = plan.others.map((what) => visible(`note: ${what}`));
  return [...mainText(visible(host), plan), ...endsText(visible(host), plan), ...others].join('\n');
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
    ...refusalsText(host, plan),
    ...(plan.more > 0 ? [`… and ${plan.more} more`] : []),
  ];
}

function part(title: string, changes: readonly Planned[]): readonly string[] {
  if (changes.length === 0) return [];
  const rows = changes.map((one) => [`  ${directions[one.path]}`, one.packets, reasonOf(one)]);
  return [title, table([], rows)];
}

function refusalsText(host: string, { refusals }: Plan): readonly string[] {
  if (refusals.length === 0) return [];
  const rows = refusals.map(({ path, refusal, witness }) => [
    `  ${directions[path]}`,
    `what is refused ${refusalWords[refusal]}, for example ${packetText(witness)}`,
  ]);
  return [`${host}: refuses otherwise`, table([], rows)];
}

function reasonOf({ because, rule, was }: Planned): string {
  const now = rule ? `${because} (${placeOf(rule)})` : because;
  return [now, ...(was === '' ? [] : [`until now: ${was}`])].filter((text) => text !== '').join('; ');
}

/** So many flows are listed. */
const LISTED = 10;

function endsText(host: string, { ends, closes, keepsFlows }: Plan): readonly string[] {
  if (keepsFlows && closes.length > 0)
    return [`${host}: flows that lose their rule go on (\`revoke: keep\`)`];
  if (ends.length === 0) return [];
  const rows = ends
    .slice(0, LISTED)
    .map((flow) => [`  ${directions[flow.path]}`, trafficOf(flow), `from ${flow.from} to ${flow.to}`]);
  const more = ends.length - rows.length;
  const what = ends.length === 1 ? '1 flow that goes' : `${ends.length} flows that go`;
  return [`${host}: ends ${what} on now`, table([], rows), ...(more > 0 ? [`… and ${more} more`] : [])];
}

function trafficOf({ protocol, cell }: KnownFlow): string {
  const name = protocolName(protocol);
  const { tcp, udp } = protocolNumbers;
  return protocol === tcp || protocol === udp ? `${name}/${cell}` : name;
}

/** A plan for programs. */
export function planJson({ isFirst, opens, closes, refusals, more, ends, others }: Plan) {
  return {
    first: isFirst,
    opens: opens.map(plannedJson),
    closes: closes.map(plannedJson),
    refuses: refusals.map(({ path, refusal, witness }) => ({
      direction: directions[path],
      how: refusal,
      witness: packetText(witness),
    })),
    more,
    ends: ends.map((flow) => ({
      direction: directions[flow.path],
      traffic: trafficOf(flow),
      from: flow.from,
      to: flow.to,
      ...(flow.sourcePort > 0 && { sourcePort: flow.sourcePort }),
    })),
    others,
  };
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

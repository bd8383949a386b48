import { ofSpace } from '../address/address-set.js';
import { type IntervalSet, isEmpty, nothing, type Point, unionAll } from '../address/intervals.js';
import { countAddresses, type Family, type Space } from '../address/space.js';
import type { Rule } from '../definition/model.js';
import type { Allow } from '../policy/model.js';
import type { FamilyRuleset } from '../ruleset/model.js';
import { rulesToBlame } from './contributors.js';
import type { MergedGroup } from './merged.js';
import type { WatchedPort, WatchedService } from './watched-services.js';
import { portsInWords } from './words.js';

/** Whether peers are more than a service should have. */
export type TooMany = <P extends Point>(space: Space<P>, peers: IntervalSet<P>) => boolean;

/** Services that the same rules open. */
export interface Opening {
  /** Never empty. */
  readonly services: readonly WatchedService[];
  /** Each with its ports: `ssh (tcp/22)`. */
  readonly words: readonly string[];
  /** For whose packets; never empty. */
  readonly families: readonly Family[];
  /** Never empty. */
  readonly rules: readonly Rule[];
}

/**
 * The services that groups open to too many, when they are carried together. What one of several groups opens alone is
 * left to that group.
 */
export function openServices(
  groups: readonly MergedGroup[],
  services: readonly WatchedService[],
  tooMany: TooMany,
): readonly Opening[] {
  const openings = new Map<string, Opening>();
  const numbers = new Map(
    groups.flatMap(({ ingress }) => ingress.allows).map(({ origin }, i) => [origin.rule, i]),
  );
  for (const service of services) {
    const found = openService(groups, service, tooMany);
    if (!found) continue;
    const key = [...found.families, ...found.rules.map((rule) => numbers.get(rule))].join();
    const same = openings.get(key);
    openings.set(key, same ? together(same, found) : found);
  }
  return [...openings.values()];
}

function together(a: Opening, b: Opening): Opening {
  return { ...a, services: [...a.services, ...b.services], words: [...a.words, ...b.words] };
}

function openService(
  groups: readonly MergedGroup[],
  service: WatchedService,
  tooMany: TooMany,
): Opening | undefined {
  const found = service.ports.flatMap((port) => [
    ...openPort(
      groups.map(({ ingress }) => ingress.ruleset.ipv4),
      groups,
      port,
      tooMany,
    ),
    ...openPort(
      groups.map(({ ingress }) => ingress.ruleset.ipv6),
      groups,
      port,
      tooMany,
    ),
  ]);
  if (found.length === 0) return undefined;
  const ports = service.ports.filter((one) => found.some(({ port }) => port === one));
  return {
    services: [service],
    words: [`${service.name} (${portsInWords(ports)})`],
    families: [...new Set(found.map(({ family }) => family))].sort(),
    rules: [...new Set(found.flatMap(({ rules }) => rules))],
  };
}

interface OpenPort {
  readonly port: WatchedPort;
  readonly family: Family;
  readonly rules: readonly Rule[];
}

function openPort<P extends Point>(
  rulesets: readonly FamilyRuleset<P>[],
  groups: readonly MergedGroup[],
  port: WatchedPort,
  tooMany: TooMany,
): readonly OpenPort[] {
  const [{ space }] = rulesets as [FamilyRuleset<P>];
  const each = rulesets.map((ruleset) => peersAt(ruleset, port)).filter((peers) => !isEmpty(peers));
  if (each.length === 0 || !tooMany(space, unionAll(each))) return [];
  if (groups.length > 1 && each.some((peers) => tooMany(space, peers))) return [];
  const allows = groups.flatMap(({ ingress }) => ingress.allows.filter((allow) => concerns(allow, port)));
  const peersOf = (allow: Allow) => ofSpace(space, allow.peers);
  const rules = rulesToBlame(
    allows,
    (allow) => countAddresses(space, peersOf(allow)),
    (some) => tooMany(space, unionAll(some.map(peersOf))),
  );
  return [{ port, family: space.family, rules }];
}

function concerns({ traffic }: Allow, { protocol, port }: WatchedPort): boolean {
  if (traffic.protocol !== 'all' && traffic.protocol !== protocol) return false;
  return traffic.first <= port && port <= traffic.last;
}

/** Who may use a port; the cells are sorted, so this takes a logarithm of their number. */
function peersAt<P extends Point>(
  { protocols }: FamilyRuleset<P>,
  { protocol, port }: WatchedPort,
): IntervalSet<P> {
  const cells = protocols.find(({ first, last }) => first <= protocol && protocol <= last)?.cells ?? [];
  let low = 0;
  let high = cells.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cells[middle]!.last < port) low = middle + 1;
    else high = middle;
  }
  const cell = cells[low];
  return cell && cell.first <= port ? cell.peers : nothing;
}

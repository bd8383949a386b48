import type { Definition, Group, Interface, OneOrMore, Rule } from './model.js';
import type { Random } from './random.js';

/**
 * The same firewall written otherwise: groups, lists and rules in another order, rules split into one for each entry and
 * peer, said twice, and with rules beside them that they cover.
 */
export function respell({ groups, hosts, prefixLists, ...rest }: Definition, random: Random): Definition {
  return {
    ...rest,
    ...(prefixLists && { prefixLists: shuffled(prefixLists, random, (list) => random.shuffle(list)) }),
    groups: shuffled(groups, random, (group) => respellGroup(group, random)),
    hosts: Object.fromEntries(
      Object.entries(hosts).map(([name, host]) => [
        name,
        { ...host, interfaces: mapValues(host.interfaces, (one) => respellInterface(one, random)) },
      ]),
    ),
  };
}

function respellInterface(one: Interface, random: Random): Interface {
  return { ...one, ...(one.groups && { groups: random.shuffle(one.groups) }) };
}

function respellGroup(group: Group, random: Random): Group {
  return {
    ...group,
    ...(group.ingress && { ingress: respellRules(group.ingress, random) }),
    ...(group.egress && { egress: respellRules(group.egress, random) }),
  };
}

function respellRules(rules: readonly Rule[], random: Random): readonly Rule[] {
  return random.shuffle(
    rules.flatMap((rule) => [
      ...(random.chance(0.5) ? [rule] : split(rule)),
      ...(random.chance(0.3) ? [random.pick(split(rule).map(narrowed))] : []),
    ]),
  );
}

/** One rule for each entry and each peer. */
function split({ allow, from, to }: Rule): readonly Rule[] {
  return list(allow).flatMap((one) => [
    ...list(from ?? []).map((peer): Rule => ({ allow: one, from: peer })),
    ...list(to ?? []).map((peer): Rule => ({ allow: one, to: peer })),
  ]);
}

/** A rule for a part of the same ports, where it names any. */
function narrowed(rule: Rule): Rule {
  const [, protocol, first, last] = /^(tcp|udp)\/(\d+)-(\d+)$/.exec(String(rule.allow)) ?? [];
  return first === undefined
    ? rule
    : { ...rule, allow: `${protocol}/${first}-${(Number(first) + Number(last)) >>> 1}` };
}

function list(values: OneOrMore): readonly string[] {
  return typeof values === 'string' ? [values] : values;
}

function shuffled<T>(
  table: Readonly<Record<string, T>>,
  random: Random,
  change: (value: T) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(
    random.shuffle(Object.entries(table)).map(([key, value]) => [key, change(value)]),
  );
}

function mapValues<T>(
  table: Readonly<Record<string, T>>,
  change: (value: T) => T,
): Readonly<Record<string, T>> {
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, change(value)]));
}

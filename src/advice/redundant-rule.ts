import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import { isEverything } from '../address/space.js';
import type { Group, Rule } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { type Linked, linkedRule } from '../policy/link.js';
import { type Carrier, distinctCarriers, groupsNeverAlone } from './carriers.js';
import { relatedRules } from './contributors.js';
import { coveringShapes } from './coverage/covering.js';
import { redundantRules } from './coverage/redundant.js';
import { type Shape, shapesOf } from './coverage/shapes.js';
import type { Subject } from './merged.js';

/**
 * Every rule changes something: no others of its group together cover it, and there is an interface on which the rules of
 * the groups that it carries do not cover it either.
 *
 * "Everything may leave" stays: it is what a group means that says nothing of egress, and other groups may be taken off.
 * A rule that matches nobody is not covered, but empty, and spoken of elsewhere.
 */
export function redundantRule(subject: Subject, report: Report): void {
  for (const direction of ['ingress', 'egress'] as const) {
    const shapes = new Map(subject.groups.map((one) => [one.group, shapesOf(one[direction].allows)]));
    const kept = new Map<Group, readonly Shape[]>();
    for (const [group, own] of shapes) kept.set(group, reportInGroup(subject.linked, group, own, report));
    reportOnInterfaces(subject.linked, kept, report);
  }
}

/** Reports the rules that their own group covers, and gives those that remain. */
function reportInGroup(
  linked: Linked,
  group: Group,
  shapes: readonly Shape[],
  report: Report,
): readonly Shape[] {
  const redundant = redundantRules([shapes], ({ implied }) => !implied);
  const kept = shapes.filter(({ rule }) => !redundant.has(rule));
  const covered = shapes.filter(({ rule }) => redundant.has(rule));
  reportCovered(linked, coveringShapes(covered, kept), `of group '${group.name}'`, report);
  return kept;
}

function reportOnInterfaces(
  linked: Linked,
  shapesOf: ReadonlyMap<Group, readonly Shape[]>,
  report: Report,
): void {
  const accompanied = groupsNeverAlone(linked);
  const mayGo = new Set(
    [...accompanied].flatMap((group) => (shapesOf.get(group) ?? []).map(({ rule }) => rule)),
  );
  const carriers = distinctCarriers(linked).filter(({ groups }) =>
    groups.some((group) => accompanied.has(group)),
  );
  const scopes = carriers.map(({ groups }) => groups.flatMap((group) => shapesOf.get(group) ?? []));
  const redundant = redundantRules(scopes, (rule) => mayGo.has(rule) && !letsEverythingOut(linked, rule));
  const covered = new Map([...accompanied].map((group) => [group, coveredOf(group)]));
  const covering = coveringOnCarriers(carriers, scopes, covered, redundant);
  for (const [group, shapes] of covered) {
    const where = `on every interface that carries group '${group.name}'`;
    reportCovered(linked, new Map(shapes.map((one) => [one, covering.get(one)!])), where, report);
  }

  function coveredOf(group: Group): readonly Shape[] {
    return (shapesOf.get(group) ?? []).filter(({ rule }) => redundant.has(rule));
  }
}

/** What covers the shapes of each group on the first interface that carries it; each interface is looked at once. */
function coveringOnCarriers(
  carriers: readonly Carrier[],
  scopes: readonly (readonly Shape[])[],
  coveredOf: ReadonlyMap<Group, readonly Shape[]>,
  redundant: ReadonlySet<Rule>,
): ReadonlyMap<Shape, readonly Shape[]> {
  const seen = new Set<Group>();
  const covering = new Map<Shape, readonly Shape[]>();
  carriers.forEach(({ groups }, at) => {
    const fresh = groups.filter((group) => !seen.has(group));
    for (const group of fresh) seen.add(group);
    const covered = fresh.flatMap((group) => coveredOf.get(group) ?? []);
    if (covered.length === 0) return;
    const kept = scopes[at]!.filter(({ rule }) => !redundant.has(rule));
    for (const [shape, others] of coveringShapes(covered, kept)) covering.set(shape, others);
  });
  return covering;
}

function reportCovered(
  linked: Linked,
  found: ReadonlyMap<Shape, readonly Shape[]>,
  where: string,
  report: Report,
): void {
  for (const [{ rule }, covering] of found) {
    const members = [rule, ...covering.map((one) => one.rule)].some(
      (one) => linkedRule(linked, one).groups.length > 0,
    );
    const suggestion = members ? 'remove it, unless the members of the groups may change' : 'remove it';
    const how = covering.length > 1 ? 'this rule covers a part of it' : 'this rule covers it';
    const related = relatedRules(
      covering.map((one) => one.rule),
      how,
    );
    report('redundant-rule', rule.span, { where }, { suggestion, ...related });
  }
}

function letsEverythingOut(linked: Linked, rule: Rule): boolean {
  const { traffic, peers } = linkedRule(linked, rule);
  if (rule.direction === 'ingress' || !traffic.some(({ protocol }) => protocol === 'all')) return false;
  return isEverything(ipv4, peers.ipv4) || isEverything(ipv6, peers.ipv6);
}

import type { Point } from '../address/intervals.js';
import { ipv4 } from '../address/ipv4.js';
import { ipv6 } from '../address/ipv6.js';
import type { Space } from '../address/space.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { LinkedExpectation } from '../policy/expectations.js';
import type { Linked } from '../policy/link.js';
import type { Policy } from '../policy/model.js';
import { touchesBaseline } from './admissions.js';
import { endsOf, type Owners, ownersOf } from './ends.js';
import { exceptionOf } from './exception.js';
import { type FilterOf, filtersFor, type KnownRulesets, noRulesets } from './filters.js';
import { reportUnchecked } from './meets.js';
import type { Exception, ExpectationResult } from './model.js';
import { portRangesOf } from './pieces.js';
import { type Found, findPassing, findRefused, type Meeting, meetingOf } from './search.js';

/**
 * Checks every expectation of a definition against the rules, for all of its addresses and ports: by the algebra of
 * intervals, so exactly. The policies are those of all hosts, in their order. An expectation that has a part of which nothing
 * can be checked is reported instead, and has no result.
 */
export function checkExpectations(
  linked: Linked,
  policies: readonly Policy[],
  report: Report,
): readonly ExpectationResult[] {
  if (linked.expectations.length === 0) return [];
  const owners = ownersOf(linked, policies);
  const known = noRulesets();
  return linked.expectations
    .map((one) => checkExpectation(one, owners, known, report))
    .filter((result) => result !== undefined);
}

/** What an expectation is about. */
type Subject = Pick<ExpectationResult, 'expectation' | 'from' | 'to' | 'port'>;

function checkExpectation(
  linked: LinkedExpectation,
  owners: Owners,
  known: KnownRulesets,
  report: Report,
): ExpectationResult | undefined {
  const { expectation } = linked;
  const ends = { from: endsOf(linked.from, owners), to: endsOf(linked.to, owners) };
  if (reportUnchecked(linked, ends, owners, report)) return undefined;
  const subject: Subject = { expectation, ...ends, port: linked.port.flatMap(({ traffic }) => traffic) };
  const { allowed } = expectation;
  const certain = filtersFor(subject.port, 'certain', known);
  const exception = find(subject, certain, !allowed);
  if (exception) {
    const isMixed = find(subject, certain, allowed) !== undefined;
    const passes = isMixed ? 'some' : allowed ? 'nothing' : 'all';
    return { ...subject, holds: false, passes, exception };
  }
  if (allowed) return { ...subject, holds: true, passes: 'all' };
  const aside = touchesBaseline(subject.port)
    ? find(subject, filtersFor(subject.port, 'possible', known), true)
    : undefined;
  return { ...subject, holds: true, passes: 'nothing', ...(aside && { aside }) };
}

/** The first packet of the subject that passes, or that does not. */
function find(subject: Subject, filterOf: FilterOf, allowed: boolean): Exception | undefined {
  return findIn(ipv4, subject, filterOf, allowed) ?? findIn(ipv6, subject, filterOf, allowed);
}

function findIn<P extends Point>(
  space: Space<P>,
  { from, to, port }: Subject,
  filterOf: FilterOf,
  allowed: boolean,
): Exception | undefined {
  const search: (meeting: Meeting<P>) => Found<P> | undefined = allowed ? findPassing : findRefused;
  const found = search(meetingOf(space, from, to, portRangesOf(port, space.family), filterOf));
  return found && exceptionOf(space, found, allowed);
}

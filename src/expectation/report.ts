import type { Report } from '../diagnostics/diagnostic.js';
import { formatTraffic } from '../traffic/format.js';
import { hasPorts, isIcmp } from '../traffic/protocols.js';
import { CELLS } from '../traffic/traffic.js';
import type { Exception, ExpectationResult, Place } from './model.js';

/** Tells which expectations do not hold, and of which the baseline leaves something over. */
export function reportExpectations(results: readonly ExpectationResult[], report: Report): void {
  for (const result of results) {
    const { expectation, exception, aside } = result;
    if (exception) {
      const { because, related, allowed } = exception;
      const passes = allowed ? 'passes, but is expected not to' : 'does not pass, but is expected to';
      const packet = exceptionText(exception);
      report(
        'not-as-expected',
        expectation.span,
        { packet, passes, because, rest: restOf(result) },
        { related },
      );
    }
    if (aside) {
      const { because, related } = aside;
      report('baseline-left-out', expectation.span, { packet: exceptionText(aside), because }, { related });
    }
  }
}

/** How it is with the rest of what is expected. */
function restOf({ expectation, passes }: ExpectationResult): string {
  if (expectation.allowed) return passes === 'nothing' ? 'nothing of this passes' : 'some of this passes';
  return passes === 'all' ? 'all of this passes' : 'some of this does not pass';
}

/** `tcp/22 from 198.51.100.1 to db-1 (10.0.3.10)` */
export function exceptionText({ from, to, protocol, cell }: Exception): string {
  const divided = hasPorts(protocol) || isIcmp(protocol);
  const [first, last] = divided ? [cell, cell] : [0, CELLS - 1];
  return `${formatTraffic({ protocol, first, last })} from ${placeText(from)} to ${placeText(to)}`;
}

function placeText({ host, address }: Place): string {
  return host === undefined ? address : `${host} (${address})`;
}

import type { Party } from '../../definition/model.js';
import type { ExpectationResult } from '../../expectation/model.js';
import { exceptionText } from '../../expectation/report.js';
import { formatTraffic } from '../../traffic/format.js';
import type { ExpectationLine } from '../report/report.js';

/** An expectation as reports print it. */
export function expectationLine(result: ExpectationResult): ExpectationLine {
  const { expectation, port, holds } = result;
  return {
    from: written(expectation.from),
    to: written(expectation.to),
    port: port.map(formatTraffic).join(', '),
    allowed: expectation.allowed,
    holds,
    because: whyOf(result),
  };
}

const written = (parties: readonly Party[]): string => parties.map(partyText).join(', ');

function partyText(party: Party): string {
  if ('text' in party) return party.text;
  return party.kind === 'name' ? party.reference : `${party.kind}:${party.reference}`;
}

function whyOf({ exception, expectation }: ExpectationResult): string {
  if (!exception) return expectation.allowed ? 'all of it passes' : 'nothing of it passes';
  const verb = exception.allowed ? 'passes' : 'does not pass';
  return `${exceptionText(exception)} ${verb}: ${exception.because}`;
}

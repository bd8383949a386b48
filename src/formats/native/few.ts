import { catalogue } from '../../diagnostics/catalogue.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';

/** Of what is said of the lines of a list, the first few; a list that is wrong in every line has one fault. */
const SHOWN = 5;

/** What may be said of a list's lines, and how often it would have been. */
export interface FewSaid {
  readonly report: Report;
  /** Notes a line with columns behind its address. */
  readonly columns: (span: Span) => void;
  /** Says how many there were of all that was not said one by one. */
  readonly rest: () => void;
}

class Tally {
  count = 0;
  #first: Span | undefined;

  /** Whether this one is still to be told by itself. */
  add(span: Span | undefined, shown: number): boolean {
    this.count++;
    if (this.count === shown + 1) this.#first = span;
    return this.count <= shown;
  }

  get first(): Span | undefined {
    return this.#first;
  }
}

export function fewOf(file: string, report: Report): FewSaid {
  const faults = new Tally();
  const hostBits = new Tally();
  const columns = new Tally();
  return {
    report: (code, span, parameters, details) => {
      const tally = catalogue[code].severity === 'error' ? faults : hostBits;
      if (tally.add(span, SHOWN)) report(code, span, parameters, details);
    },
    columns: (span) => columns.add(span, 0),
    rest: () => {
      if (faults.first) report('more-faults', faults.first, { count: faults.count - SHOWN, file });
      if (hostBits.first) report('more-host-bits', hostBits.first, { count: hostBits.count - SHOWN, file });
      if (columns.first) report('ignored-columns', columns.first, { count: columns.count, file });
    },
  };
}

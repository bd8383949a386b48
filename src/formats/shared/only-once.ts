import type { Report } from '../../diagnostics/diagnostic.js';
import { offsetsOf } from '../../diagnostics/source.js';

/** The same report, for what is read several times from one place: what was said there is not said again. */
export function onlyOnce(report: Report): Report {
  const said = new Set<string>();
  return (code, span, parameters, details) => {
    const key = JSON.stringify([code, parameters, span?.source.name, span && offsetsOf(span)]);
    if (said.has(key)) return;
    said.add(key);
    report(code, span, parameters, details);
  };
}

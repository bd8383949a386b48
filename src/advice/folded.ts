import type { Code, Parameters } from '../diagnostics/catalogue.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Span } from '../diagnostics/source.js';

/** What a rule that opens everything opens among other things. */
const parts: ReadonlySet<Code> = new Set<Code>([
  'admin-port-open',
  'database-open',
  'plain-text-service-open',
  'wide-port-range',
]);

/**
 * The same report, without what is a part of what was said of the same rule and families before: a rule that opens all
 * traffic opens ssh and every database, too, and that need not be said four times.
 */
export function folded(report: Report): Report {
  const open = new Map<Span, Parameters<'everything-open'>>();
  return (code, span, parameters, details) => {
    if (code === 'everything-open' && span) open.set(span, parameters as Parameters<'everything-open'>);
    const all = span && parts.has(code) && !details?.related ? open.get(span) : undefined;
    if (!all || !isPartOf(parameters as Part, all)) report(code, span, parameters, details);
  };
}

type Part = { readonly families: string; readonly services?: string; readonly range?: string };

function isPartOf(
  { families, services = '', range = '' }: Part,
  { what, families: open }: Parameters<'everything-open'>,
): boolean {
  const text = `${services} ${range}`;
  const isOther = (protocol: 'tcp' | 'udp') =>
    what !== 'all traffic' && !what.includes(protocol.toUpperCase()) && text.includes(`${protocol}/`);
  return open.includes(families) && !isOther('tcp') && !isOther('udp');
}

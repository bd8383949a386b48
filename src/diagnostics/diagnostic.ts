import { type Code, catalogue, type Parameters, type Severity } from './catalogue.js';
import { placeKey, type Span } from './source.js';

export interface Diagnostic {
  readonly code: Code;
  readonly severity: Severity;
  readonly message: string;
  /** Where in the input; absent where no place of the input is to blame, such as a missing file. */
  readonly span?: Span;
  /** What to write instead, in words. */
  readonly suggestion?: string;
  /** Other places that matter, such as the first of two definitions. */
  readonly related?: readonly Related[];
}

export interface Related {
  readonly message: string;
  readonly span: Span;
}

export interface Details {
  readonly suggestion?: string | undefined;
  readonly related?: readonly Related[] | undefined;
}

export type Report = <C extends Code>(
  code: C,
  span: Span | undefined,
  parameters: Parameters<C>,
  details?: Details,
) => void;

/** What a stage made, with all it has to say about it. No value: at least one diagnostic is an error. */
export interface Outcome<T> {
  readonly value: T | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Runs one stage, which reports as it goes; an error among its diagnostics withholds the value. */
export function collect<T>(stage: (report: Report) => T | undefined): Outcome<T> {
  const diagnostics: Diagnostic[] = [];
  const value = stage((code, span, parameters, details) => {
    diagnostics.push(diagnostic(code, span, parameters, details));
  });
  return { value: hasError(diagnostics) ? undefined : value, diagnostics };
}

export async function collectAsync<T>(
  stage: (report: Report) => Promise<T | undefined>,
): Promise<Outcome<T>> {
  const diagnostics: Diagnostic[] = [];
  const value = await stage((code, span, parameters, details) => {
    diagnostics.push(diagnostic(code, span, parameters, details));
  });
  return { value: hasError(diagnostics) ? undefined : value, diagnostics };
}

/** The same outcome, where everything has to be known: a warning that something stays unknown is an error. */
export function strictly<T>({ value, diagnostics: found }: Outcome<T>): Outcome<T> {
  const diagnostics = found.map(
    (one): Diagnostic => (isUnresolved(one) ? { ...one, severity: 'error' } : one),
  );
  return { value: hasError(diagnostics) ? undefined : value, diagnostics };
}

function isUnresolved({ code }: Diagnostic): boolean {
  const entry: { readonly unresolved?: true } = catalogue[code];
  return entry.unresolved ?? false;
}

/** The same report, and whether an error has gone through it. */
export function watched(report: Report): { readonly report: Report; readonly failed: () => boolean } {
  let failed = false;
  const watching: Report = (code, ...rest) => {
    if (catalogue[code].severity === 'error') failed = true;
    report(code, ...rest);
  };
  return { report: watching, failed: () => failed };
}

/** Without warnings that say the same of the same place, as of the defaults of many hosts. */
export function withoutRepeats(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const said = new Set<string>();
  return diagnostics.filter((diagnostic) => {
    if (diagnostic.severity !== 'warning') return true;
    const key = JSON.stringify([
      diagnostic.code,
      diagnostic.message,
      diagnostic.span?.source.name,
      diagnostic.span && placeKey(diagnostic.span),
    ]);
    return said.size < said.add(key).size;
  });
}

export function hasError(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((one) => one.severity === 'error');
}

function diagnostic<C extends Code>(
  code: C,
  span: Span | undefined,
  parameters: Parameters<C>,
  details: Details = {},
): Diagnostic {
  const { severity, message } = catalogue[code];
  const write = message as (parameters: Parameters<C>) => string;
  return {
    code,
    severity,
    message: write(parameters),
    ...(span && { span }),
    ...(details.suggestion !== undefined && { suggestion: details.suggestion }),
    ...(details.related && { related: details.related }),
  };
}

/** A report that keeps what is said until it is known whether it matters. */
export function holding(): {
  readonly report: Report;
  readonly codes: () => readonly Code[];
  readonly replay: (report: Report) => void;
} {
  const held: { readonly code: Code; readonly say: (report: Report) => void }[] = [];
  return {
    report: (code, ...rest) => void held.push({ code, say: (report) => report(code, ...rest) }),
    codes: () => held.map(({ code }) => code),
    replay: (report) => {
      for (const { say } of held) say(report);
    },
  };
}

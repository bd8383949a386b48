import type { Diagnostic } from './diagnostic.js';
import { offsetsOf, positionAt, type Span } from './source.js';

/** A diagnostic for programs. `file`, `line` and `column` (from 1) are absent where no place is to blame. */
export interface JsonDiagnostic extends Partial<JsonPlace> {
  readonly code: string;
  readonly severity: 'error' | 'warning' | 'advice';
  readonly message: string;
  readonly suggestion?: string;
  readonly related: readonly (JsonPlace & { readonly message: string })[];
}

export interface JsonPlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export function jsonDiagnostic({
  code,
  severity,
  message,
  span,
  suggestion,
  related = [],
}: Diagnostic): JsonDiagnostic {
  return {
    code,
    severity,
    message,
    ...(span && jsonPlace(span)),
    ...(suggestion !== undefined && { suggestion }),
    related: related.map((other) => ({ message: other.message, ...jsonPlace(other.span) })),
  };
}

export function jsonPlace(span: Span): JsonPlace {
  const { line, column } = positionAt(span.source, offsetsOf(span).start);
  return { file: span.source.name, line, column };
}

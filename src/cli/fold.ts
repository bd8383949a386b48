import type { Diagnostic } from '../diagnostics/diagnostic.js';

/** One diagnostic to show, and how many of its kind come behind it that are not shown. */
export interface Shown {
  readonly diagnostic: Diagnostic;
  readonly more: number;
}

/** Of warnings that say the same of one thing after the other, the first few. */
const FEW = 5;

/**
 * What is worth reading of many diagnostics: of warnings and advice of one code whose messages differ in names and numbers
 * alone, the first few stand for all. Errors are all shown: each has to be put right.
 */
export function folded(diagnostics: readonly Diagnostic[]): readonly Shown[] {
  const totals = new Map<string, number>();
  for (const one of diagnostics) totals.set(kindOf(one), (totals.get(kindOf(one)) ?? 0) + 1);
  const seen = new Map<string, number>();
  return diagnostics.flatMap((diagnostic) => {
    const kind = kindOf(diagnostic);
    const total = totals.get(kind)!;
    const count = (seen.get(kind) ?? 0) + 1;
    seen.set(kind, count);
    // To say that there is one more takes as much room as to show it.
    if (diagnostic.severity === 'error' || total <= FEW + 1) return [{ diagnostic, more: 0 }];
    if (count > FEW) return [];
    return [{ diagnostic, more: count === FEW ? total - FEW : 0 }];
  });
}

/** What messages of one kind have in common: names in quotes, addresses and numbers are what they differ in. */
function kindOf({ severity, code, message }: Diagnostic): string {
  return [severity, code, message.replace(/'[^']*'|\d[\w.:/-]*/g, '…')].join(' ');
}

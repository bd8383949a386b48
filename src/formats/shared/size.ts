/**
 * How large a value is, each part and each hundred characters counting one; counted no further than `limit`. A short text
 * can ask for the same value again and again, so that what it asks for has to be paid from a budget.
 */
export function sizeOf(value: unknown, limit = Number.MAX_SAFE_INTEGER): number {
  if (typeof value === 'string') return 1 + value.length / 100;
  if (typeof value !== 'object' || value === null) return 1;
  let size = 1;
  for (const part of Object.values(value)) {
    size += sizeOf(part, limit - size);
    if (size > limit) break;
  }
  return size;
}

/** What working out a document may still cost. */
export interface Budget {
  /** Size of what may still be put in, as `sizeOf` counts it. */
  left: number;
  /** Levels that one value may still lie within another. */
  levels: number;
}

/** More levels than any document has; much deeper, and the stack would not hold them. */
const DEEPEST = 300;

/** The budget of one document. */
export function budgetOf(size: number): Budget {
  return { left: size, levels: DEEPEST };
}

/** Works out something one level down, or does without where that is too deep. */
export function deeper<T>(budget: Budget, work: () => T, otherwise: () => T): T {
  if (budget.levels <= 0) return otherwise();
  budget.levels--;
  const result = work();
  budget.levels++;
  return result;
}

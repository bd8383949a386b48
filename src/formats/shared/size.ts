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

import type { Random } from '../reference/random.js';

/** A few damages in one place each: something lost, doubled, moved, put in or cut off. `pieces` is what can be put in. */
export function damaged(text: string, pieces: readonly string[], random: Random): string {
  let result = text;
  for (let n = random.between(1, 4); n > 0; n--) {
    const at = random.between(0, result.length);
    const to = Math.min(result.length, at + random.between(0, 40));
    const part = result.slice(at, to);
    const kind = random.between(0, 4);
    if (kind === 0) result = result.slice(0, at) + result.slice(to);
    else if (kind === 1) result = result.slice(0, to) + part + result.slice(to);
    else if (kind === 2) result = result.slice(0, at) + random.pick(pieces) + result.slice(at);
    else if (kind === 3) result = result.slice(0, at) + random.pick(pieces) + result.slice(to);
    else if (random.chance(0.2)) result = result.slice(0, at);
  }
  return result;
}

import { closestMatch } from 'leven';

/** Nobody mistypes a name that is longer; to compare two takes time with the product of their lengths. */
const LONGEST = 256;

/**
 * `did you mean 'x'?` with the candidate nearest to a mistyped name: in another case, with two neighbours swapped,
 * or with at most a third of its letters different (one, in a short name).
 */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const maxDistance = Math.max(1, Math.floor(name.length / 3));
  const close: string[] = [];
  for (const one of candidates) {
    if (Math.abs(one.length - name.length) <= maxDistance) close.push(one);
  }
  const lower = name.toLowerCase();
  const nearest =
    close.find((one) => one.toLowerCase() === lower) ??
    close.find((one) => isSwapped(one, name)) ??
    closestMatch(name, close, { maxDistance });
  return nearest === undefined ? undefined : `did you mean '${nearest}'?`;
}

function isSwapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  const at = [...a].findIndex((letter, i) => letter !== b[i]);
  if (at < 0) return false;
  const swapped = a.slice(0, at) + a.charAt(at + 1) + a.charAt(at) + a.slice(at + 2);
  return swapped === b;
}

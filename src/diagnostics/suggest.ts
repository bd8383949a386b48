import { closestMatch } from 'leven';

/**
 * `did you mean 'x'?` with the candidate nearest to a mistyped name: in another case, with two neighbours swapped,
 * or with at most a third of its letters different (one, in a short name).
 */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const maxDistance = Math.max(1, Math.floor(name.length / 3));
  const spelled = [...candidates];
  const nearest =
    spelled.find((one) => one.toLowerCase() === name.toLowerCase()) ??
    spelled.find((one) => isSwapped(one, name)) ??
    closestMatch(name, spelled, { maxDistance });
  return nearest === undefined ? undefined : `did you mean '${nearest}'?`;
}

function isSwapped(a: string, b: string): boolean {
  const at = [...a].findIndex((letter, i) => letter !== b[i]);
  if (a.length !== b.length || at < 0) return false;
  const swapped = a.slice(0, at) + a.charAt(at + 1) + a.charAt(at) + a.slice(at + 2);
  return swapped === b;
}

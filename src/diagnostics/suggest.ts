import { closestMatch } from 'leven';

/** `did you mean 'x'?` with the candidate nearest to a mistyped name, if at most a third of its letters differ. */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const maxDistance = Math.ceil(name.length / 3);
  const spelled = [...candidates];
  const nearest =
    spelled.find((one) => one.toLowerCase() === name.toLowerCase()) ??
    closestMatch(name, spelled, { maxDistance });
  return nearest === undefined ? undefined : `did you mean '${nearest}'?`;
}

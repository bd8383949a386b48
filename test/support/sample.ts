/**
 * How often something random is tried: a good sample in every run, and `soak` times with `npm run soak`, which takes hours. Both begin
 * with the same seeds, so what a run has found is found again.
 */
export function sample(usual: number, soak: number): number {
  return process.env.SECGROUP_SOAK === undefined ? usual : soak;
}

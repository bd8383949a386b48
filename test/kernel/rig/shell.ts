import { HOST_NETNS, type Place } from './plan.js';

export { programEnvironment } from '../../../src/machine/programs.js';

/** A new user, network and mount namespace, in which the caller is root: nothing in it can touch this machine. */
export const UNSHARE: readonly string[] = ['unshare', '-Urnm', '--'];

export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export const commandLine = (argv: readonly string[]): string => argv.map(quote).join(' ');

/** The command as run from the outside world, which is where the driver runs. */
export function inPlace(place: Place, argv: readonly string[]): readonly string[] {
  return place === 'outside' ? argv : ['nsenter', `--net=${HOST_NETNS}`, '--', ...argv];
}

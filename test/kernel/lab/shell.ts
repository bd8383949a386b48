import { HOST_NETNS, type Place } from './plan.js';

/** The programs of the lab live in sbin, which an ordinary user's PATH often lacks. */
export function labEnvironment(): Readonly<Record<string, string>> {
  return { PATH: `${process.env.PATH ?? '/usr/bin:/bin'}:/usr/local/sbin:/usr/sbin:/sbin`, LC_ALL: 'C' };
}

/** A new user, network and mount namespace, in which the caller is root: nothing in it can touch this machine. */
export const UNSHARE: readonly string[] = ['unshare', '-Urnm', '--'];

export const quote = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`;

export const commandLine = (argv: readonly string[]): string => argv.map(quote).join(' ');

/** The command as run from the outside world, which is where the driver runs. */
export function inPlace(place: Place, argv: readonly string[]): readonly string[] {
  return place === 'outside' ? argv : ['nsenter', `--net=${HOST_NETNS}`, '--', ...argv];
}

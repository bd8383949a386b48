import { hostname } from 'node:os';
import { type Outcome, withoutRepeats } from '../../diagnostics/diagnostic.js';
import type { WantedHost } from '../../live/wanted-host.js';
import type { Target, XtablesKind } from '../../target/target.js';
import { readDefinition } from '../read.js';
import type { SourceArguments } from '../source-options.js';
import { checkPlace, type Place, type PlaceArguments, placesIn } from './places.js';

export interface WantedArguments extends SourceArguments, PlaceArguments {
  readonly target: Target;
  readonly xtables: XtablesKind | undefined;
}

export interface ReadWanted extends WantedHost {
  /** What it was made from, as the header of the script names it. */
  readonly sources: readonly string[];
  /** Where SSH leads to the machine; undefined: it is this one. */
  readonly ssh: string | undefined;
}

/** What the definition on the command line wants each machine to have. Without a value, one of them cannot have it. */
export async function readWanted(args: WantedArguments): Promise<Outcome<readonly ReadWanted[]>> {
  await checkPlace(args);
  const { value, diagnostics, options } = await readDefinition(args);
  if (!value) return { value: undefined, diagnostics };
  const { wantedHost } = await import('../../live/wanted-host.js');
  const sources = value.files.map(({ name }) => name);
  const outcomes = placesIn(value.linked.hosts, args, hostname()).map(({ host, ssh }) => {
    const one = wantedHost(value, host!, { ...options, target: args.target, xtables: args.xtables });
    return { ...one, value: one.value && { ...one.value, sources, ssh } };
  });
  const wanted = outcomes.flatMap((one) => one.value ?? []);
  // One host may be named by its id, and by its name.
  const byHost = new Map(wanted.map((one) => [one.host, one]));
  return {
    value: wanted.length === outcomes.length ? [...byHost.values()] : undefined,
    diagnostics: withoutRepeats([...diagnostics, ...outcomes.flatMap((one) => one.diagnostics)]),
  };
}

/** The machines that a command acts on which needs no definition: where one is named, it says where they are. */
export async function readPlaces(args: SourceArguments & PlaceArguments): Promise<Outcome<readonly Place[]>> {
  await checkPlace(args);
  if (args.sources.length === 0) return { value: [{ host: undefined, ssh: args.ssh }], diagnostics: [] };
  const { value, diagnostics } = await readDefinition(args);
  return { value: value && placesIn(value.linked.hosts, args, hostname()), diagnostics };
}

import { hostname } from 'node:os';
import type { Analysis } from '../../compiler/analyse.js';
import type { Outcome } from '../../diagnostics/diagnostic.js';
import type { WantedHost } from '../../live/wanted-host.js';
import type { Target, XtablesKind } from '../../target/target.js';
import { UsageError } from '../exit.js';
import { readDefinition } from '../read.js';
import type { SourceArguments } from '../source-options.js';

export interface WantedArguments extends SourceArguments {
  readonly host: string | undefined;
  readonly target: Target;
  readonly xtables: XtablesKind | undefined;
}

export interface ReadWanted extends WantedHost {
  /** What it was made from, as the header of the script names it. */
  readonly sources: readonly string[];
}

/** What the definition on the command line wants this machine to have. */
export async function readWanted(args: WantedArguments): Promise<Outcome<ReadWanted>> {
  const { value, diagnostics, options } = await readDefinition(args);
  if (!value) return { value: undefined, diagnostics };
  const { wantedHost } = await import('../../live/wanted-host.js');
  const outcome = wantedHost(value, hostNameOf(value, args.host), {
    ...options,
    target: args.target,
    xtables: args.xtables,
  });
  const sources = value.files.map(({ name }) => name);
  return {
    value: outcome.value && { ...outcome.value, sources },
    diagnostics: [...diagnostics, ...outcome.diagnostics],
  };
}

/** The host that is named; else the only one, or the one that is called like this machine. */
function hostNameOf({ linked: { hosts } }: Analysis, name: string | undefined): string {
  if (name !== undefined) return name;
  const [only, ...more] = hosts.nodes;
  if (only && more.length === 0) return only.id;
  const here = hostname();
  if (hosts.byId.has(here) || hosts.byName.has(here)) return here;
  throw new UsageError(
    `there are ${hosts.nodes.length} hosts, none called '${here}' like this machine: name one with --host`,
  );
}

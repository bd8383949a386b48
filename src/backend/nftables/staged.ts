import { MachineError } from '../../machine/errors.js';
import { chainOf } from './own-items.js';

/** A script's chains, with the names and calls of a generation. */
export interface Staged {
  /** What the script hangs into hooks: the base chain's own line, and the chain that holds its rules now. */
  readonly bases: readonly StagedBase[];
  readonly chains: readonly StagedChain[];
  /** Names of the counters that rules count with, whatever generation they are of. */
  readonly counters: readonly string[];
}

interface StagedBase {
  readonly hook: string;
  /** `filter` or `raw` */
  readonly priority: string;
  readonly policy: string;
}

interface StagedChain {
  readonly name: string;
  /** The lines between its braces. */
  readonly rules: readonly string[];
}

const FIRST = /^table inet secgroup \{\n/m;
const BASE = /^\t\ttype filter hook ([a-z]+) priority ([a-z]+); policy (accept|drop);$/;

/**
 * Takes the script apart that was written for `nft -f`, which has one line a rule. What follows is proven of what the kernel then holds, so
 * nothing rests on this but that it works.
 */
export function stagedOf(script: string, generation: number): Staged {
  const body = script.slice(script.search(/^flush table inet secgroup$/m));
  const start = FIRST.exec(body);
  if (!start) throw new MachineError('this is not a script for nft that secgroup has written');
  const blocks = [...body.slice(start.index).matchAll(/^\tchain (\S+) \{\n(.*?)^\t\}$/gms)];
  const chains = blocks.map(([, name, text]) => ({
    name: name!,
    rules: text!.split('\n').filter((line) => line.trim() !== ''),
  }));
  const counters = [...body.matchAll(/^\tcounter (\S+) \{ \}/gm)].map(([, name]) => name!);
  return {
    counters,
    bases: chains.flatMap(({ rules: [head] }) => {
      const [, hook, priority, policy] = BASE.exec(head ?? '') ?? [];
      return hook === undefined ? [] : [{ hook, priority: priority!, policy: policy! }];
    }),
    chains: chains.map(({ name, rules }) => ({
      name: chainOf(generation, name),
      rules: rules.filter((line) => !BASE.test(line)).map((line) => calling(line, generation)),
    })),
  };
}

/** Calls are renamed, but not where a comment speaks of them. */
function calling(line: string, generation: number): string {
  return line.replace(/"[^"]*"|#.*$|\b(jump|goto) ([^\s,}]+)/g, (whole, verb?: string, name?: string) =>
    verb === undefined ? whole : `${verb} ${chainOf(generation, name!)}`,
  );
}

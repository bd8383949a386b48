import { MachineError } from '../../machine/errors.js';
import { rulesIn } from './script-rules.js';

/** What a script puts into its table. */
export interface Staged {
  /** What the script hangs into hooks: the base chain's own line, and the chain that holds its rules now. */
  readonly bases: readonly StagedBase[];
  readonly chains: readonly ScriptChain[];
  /** Names of the counters that rules count with, whatever generation they are of. */
  readonly counters: readonly string[];
}

interface StagedBase {
  readonly hook: string;
  /** `filter` or `raw` */
  readonly priority: string;
  readonly policy: string;
}

/** A chain by the name that a script gives it. */
export interface ScriptChain {
  readonly name: string;
  readonly isBase: boolean;
  readonly rules: readonly string[];
}

const FIRST = /^table inet secgroup \{\n/m;
const BASE = /^\t\ttype filter hook ([a-z]+) priority ([a-z]+); policy (accept|drop);$/m;

/**
 * Takes the script apart that was written for `nft -f`. What follows is proven of what the kernel then holds, so nothing rests on this but
 * that it works.
 */
export function stagedOf(script: string): Staged {
  const body = script.slice(script.search(/^flush table inet secgroup$/m));
  const start = FIRST.exec(body);
  if (!start) throw new MachineError('this is not a script for nft that secgroup has written');
  const blocks = [...body.slice(start.index).matchAll(/^\tchain (\S+) \{\n(.*?)^\t\}$/gms)];
  const chains = blocks.map(([, name, text]) => ({ name: name!, text: text!, base: BASE.exec(text!) }));
  const counters = [...body.matchAll(/^\tcounter (\S+) \{ \}/gm)].map(([, name]) => name!);
  return {
    counters,
    bases: chains.flatMap(({ base }) =>
      base ? [{ hook: base[1]!, priority: base[2]!, policy: base[3]! }] : [],
    ),
    chains: chains.map(({ name, text, base }) => ({
      name,
      isBase: base !== null,
      rules: rulesIn(text.replace(BASE, '')),
    })),
  };
}

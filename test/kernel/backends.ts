import { backendOf } from '../../src/backend/registry.js';
import type { LibraryOptions } from '../../src/index.js';
import { type Target, targets, xtablesKinds } from '../../src/target/target.js';
import { SCRIPT } from './rig/index.js';

/** A kind of script on a program that can load it. */
export interface Loading {
  readonly name: string;
  readonly options: LibraryOptions & { readonly target: Target };
  readonly load: readonly string[];
  readonly unload: readonly string[];
}

/** Every kind of script on every program that can load it: first one of each target, over different programs. */
export const backends: readonly Loading[] = xtablesKinds.flatMap((_, round) =>
  targets.flatMap((target, i): readonly Loading[] => {
    const { kernel, hasKinds } = backendOf(target);
    const commands = { load: kernel.load(SCRIPT), unload: kernel.unload(SCRIPT) };
    if (!hasKinds) return round === 0 ? [{ name: target, options: { target }, ...commands }] : [];
    const xtables = xtablesKinds[(round + i) % xtablesKinds.length]!;
    return [{ name: `${target}-${xtables}`, options: { target, xtables }, ...commands }];
  }),
);

/** For tests that take some in turn: every second is of nftables, whose scripts load ten times as fast as those for iptables. */
export function oftenNftables<T>(all: readonly T[], targetOf: (one: T) => Target): readonly T[] {
  const fast = all.filter((one) => targetOf(one) === 'nftables');
  const others = all.filter((one) => !fast.includes(one));
  return others.flatMap((other, i) => [fast[i % fast.length]!, other]);
}

/** Every kind, in that order. */
export const mixedBackends = oftenNftables(backends, ({ options }) => options.target);

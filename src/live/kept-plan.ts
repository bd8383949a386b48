import * as z from 'zod';
import { hostNameFault } from '../definition/names.js';
import { sshAddress } from '../machine/ssh-address.js';
import { targets, xtablesKinds } from '../target/target.js';
import type { About } from './generations.js';

/** Of the form of the file; another version is not read. */
const VERSION = 1;

const planned = z.object({
  host: z.string().refine((name) => hostNameFault(name) === undefined),
  /** Where SSH leads to it; absent: it is the machine that the plan was made on. */
  ssh: z.string().regex(sshAddress).optional(),
  /** What that machine is called, without `ssh`: on another one, the plan is not for it. */
  machine: z.string().optional(),
  /** Whether flows that no rule allows any more go on (`revoke: keep`). */
  keepsFlows: z.boolean().optional(),
  sources: z.array(z.string()).readonly(),
  /** What of ours was loaded when the plan was made, as the kernel lists it; empty: nothing. */
  state: z.string(),
  /** What is to be loaded. */
  script: z.string(),
});

const keptPlan = z.object({
  secgroupPlan: z.literal(VERSION),
  /** Of the program that made it. */
  generator: z.string(),
  target: z.enum(targets),
  xtables: z.enum(xtablesKinds).optional(),
  /** At least one. */
  hosts: z.array(planned).min(1).readonly(),
});

/** Scripts that were planned for machines, and what was loaded there then: whoever applies it gets this, or nothing. */
export type KeptPlan = Readonly<z.infer<typeof keptPlan>>;

/** What is to be loaded on one machine. */
export type PlannedScript = Readonly<z.infer<typeof planned>>;

export function planFileText(plan: Omit<KeptPlan, 'secgroupPlan'>): string {
  return `${JSON.stringify({ secgroupPlan: VERSION, ...plan }, null, 2)}\n`;
}

/** `other`: the text is no plan. `damaged`: it is one, but not as this version writes them. */
export function readKeptPlan(text: string): KeptPlan | 'other' | 'damaged' {
  if (!/^\s*\{\s*"secgroupPlan"\s*:/.test(text.slice(0, 200))) return 'other';
  try {
    const read = keptPlan.safeParse(JSON.parse(text));
    return read.success ? read.data : 'damaged';
  } catch {
    return 'damaged';
  }
}

/** What a generation will be called that is made of it. */
export function aboutPlanned(
  { generator, target, xtables }: KeptPlan,
  { host, keepsFlows, sources }: PlannedScript,
): Pick<About, 'host' | 'target' | 'xtables' | 'keepsFlows' | 'generator' | 'sources'> {
  return {
    host,
    target,
    ...(xtables && { xtables }),
    ...(keepsFlows && { keepsFlows }),
    generator,
    sources,
  };
}

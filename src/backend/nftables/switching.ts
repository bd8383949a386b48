import { MachineError } from '../../machine/errors.js';
import type { EndedFlows } from '../../proof/ended.js';
import type { Listing } from '../listing.js';
import type { Held, Staging, Switching, Transaction } from '../switching.js';
import { ENDED, endingCall, endingRules, isEnding } from './ended.js';
import { itemsIn } from './nft-items.js';
import {
  chainOf,
  generationOf,
  isAsleep,
  isOwn,
  type OwnItems,
  type OwnRule,
  ownItems,
  type RuleId,
  reached,
  TRIAL_SET,
} from './own-items.js';
import { type Earlier, type Present, placed } from './placed.js';
import { seenOf } from './seen.js';
import { type ScriptChain, stagedOf } from './staged.js';

const TABLE = 'inet secgroup';

/** Elements that have run out are not there to be deleted. */
const END = `delete element ${TABLE} ${TRIAL_SET} { ipv4, ipv6 }`;

/**
 * Base chains stay, and what applies is the first of their rules that leads to a generation: `meta nfproto @trial goto g8/input` while the
 * set holds the families, `goto g7/input` for good. Old rules are left as they are until no packet can be in them any more.
 */
export const nftSwitching: Switching = {
  state: (listing) => {
    const own = itemsIn(listing).filter(isOwn);
    return JSON.stringify(own).replace(/"(packets|bytes|expires|used)": ?\d+/g, '"$1":0');
  },
  held: (listing) => heldOf(ownItems(listing)),
  seen: seenOf,
  stage,
  begin,
  settle: (listing, generation) => transaction(staying(itemsOfOurs(listing), generation)),
  keep,
  end: () => transaction([END]),
  clean,
};

function transaction(lines: readonly string[]): Transaction {
  return { command: ['nft', '-f', '-'], input: `${lines.join('\n')}\n` };
}

function heldOf(items: OwnItems | undefined): Held {
  if (!items) return { settled: 'nothing', highest: 0, shared: [] };
  const highest = Math.max(0, ...items.chains.map((name) => generationOf(name) ?? 0));
  const bases = [...items.bases.values()];
  const first = (role: OwnRule['role']) => {
    const rules = bases.map((base) => base.rules.find((rule) => rule.role === role));
    return rules.find((rule) => rule?.generation !== undefined)?.generation;
  };
  const isScript = bases.some(({ drops, rules }) => drops || rules.some(({ role }) => role === 'other'));
  const settled = first('settled') ?? (isScript ? 'script' : 'nothing');
  const generation = first('trial');
  const { trialTime } = items;
  if (trialTime && generation === undefined)
    throw new MachineError(`set '${TRIAL_SET}' of table '${TABLE}' is in use, and leads to no generation`);
  return {
    settled,
    highest,
    shared: sharedIn(items),
    ...(generation !== undefined && trialTime && { trial: { generation, ...trialTime } }),
  };
}

/** A base chain that is new lets everything through until rules are in it. */
function stage(listing: Listing, script: string, { generation, ended, kept }: Staging): Transaction {
  const { bases, chains: all, counters } = stagedOf(script);
  const items = isAsleep(listing) ? undefined : ownItems(listing);
  const chains = placed(all, generation, presentIn(items), items ? earlierOf(items, kept) : []);
  const ending = endingOf(ended, generation).filter(({ hook }) => bases.some((base) => base.hook === hook));
  const calls = new Map(ending.map(({ hook, call }) => [chainOf(generation, hook), call]));
  return transaction([
    ...(isAsleep(listing) ? [`delete table ${TABLE}`] : []),
    `table ${TABLE} {`,
    // One that is there already goes on to count.
    ...counters.map((name) => `\tcounter ${name} { }`),
    ...[...ending, ...chains].flatMap(({ name, rules }) => {
      const call = calls.get(name);
      return [`\tchain ${name} {`, ...(call === undefined ? [] : [call]), ...rules, '\t}'];
    }),
    ...bases.map(
      ({ hook, priority }) => `\tchain ${hook} { type filter hook ${hook} priority ${priority}; }`,
    ),
    '}',
  ]);
}

function presentIn(items: OwnItems | undefined): Present {
  return new Map(items?.chains.map((name) => [name, items.called(name)]));
}

/** Scripts of more generations than these would take longer to read than one to load. */
const MOST_SHARED = 8;

/** In ascending order; none where all had better be made anew. */
function sharedIn({ chains }: OwnItems): readonly number[] {
  const numbers = new Set(chains.filter((name) => !isEnding(name)).map((name) => generationOf(name) ?? 0));
  return numbers.size > MOST_SHARED ? [] : [...numbers].sort((a, b) => a - b);
}

/** None where a script is not understood, as one that somebody has changed: then nothing is led to. */
function chainsOf(script: string): readonly ScriptChain[] {
  try {
    return stagedOf(script).chains;
  } catch (error) {
    if (error instanceof MachineError) return [];
    throw error;
  }
}

/** What the kernel has of earlier scripts, as far as these are known. */
function earlierOf(items: OwnItems, kept: Staging['kept']): readonly Earlier[] {
  return sharedIn(items).flatMap((generation) => {
    const script = kept.get(generation);
    return script === undefined ? [] : [{ generation, chains: chainsOf(script) }];
  });
}

/** The chains that end flows of a generation; none where there is nothing to end. */
function endingOf(flows: readonly EndedFlows[], generation: number) {
  const all = endingRules(flows);
  return (['input', 'output'] as const).flatMap((hook) => {
    const rules = all.filter((rule) => rule.hook === hook).map(({ text }) => text);
    const name = chainOf(generation, ENDED[hook]);
    return rules.length === 0 ? [] : [{ hook, name, rules, call: endingCall(name) }];
  });
}

function begin(
  listing: Listing,
  generation: number,
  seconds: number,
  undone: readonly EndedFlows[],
): Transaction {
  const timeout = `timeout ${seconds}s`;
  const items = itemsOfOurs(listing);
  return transaction([
    `add set ${TABLE} ${TRIAL_SET} { type nf_proto; flags timeout; }`,
    `add element ${TABLE} ${TRIAL_SET} { ipv4 ${timeout}, ipv6 ${timeout} }`,
    ...undoing(items, undone),
    ...atTheTop(items, generation, `meta nfproto @${TRIAL_SET} `),
  ]);
}

/** Ends what the trial lets begin, where the rules apply that are there now. */
function undoing(items: OwnItems, undone: readonly EndedFlows[]): readonly string[] {
  const { settled } = heldOf(items);
  if (settled === 'nothing') return [];
  const generation = settled === 'script' ? 0 : settled;
  return endingOf(undone, generation).flatMap(({ hook, name, rules, call }) => {
    const caller = settled === 'script' ? hook : chainOf(generation, hook);
    if (!items.bases.has(hook) || (settled !== 'script' && !items.chains.includes(caller))) return [];
    return [
      `add chain ${TABLE} ${name}`,
      ...rules.map((rule) => `add rule ${TABLE} ${name} ${rule}`),
      ...(isCalled(items, hook, name) ? [] : [`insert rule ${TABLE} ${caller} ${call}`]),
    ];
  });
}

/** A script that was loaded again has no call any more, while the chain may be left. */
function isCalled({ bases, chains }: OwnItems, hook: string, name: string): boolean {
  return (
    chains.includes(name) &&
    (generationOf(name) !== 0 || bases.get(hook)!.rules.some(({ role }) => role === 'ended'))
  );
}

function keep(listing: Listing): Transaction {
  const items = itemsOfOurs(listing);
  const { trial } = heldOf(items);
  if (!trial) throw new MachineError('no trial is going on');
  return transaction([END, ...staying(items, trial.generation)]);
}

function staying(items: OwnItems, generation: number): readonly string[] {
  return [...atTheTop(items, generation, ''), ...policies(items, generation)];
}

function atTheTop({ bases, chains }: OwnItems, generation: number, match: string): readonly string[] {
  const staged = new Set(chains);
  return [...bases.keys()].map((hook) => {
    const chain = chainOf(generation, hook);
    return `insert rule ${TABLE} ${hook} ${match}${staged.has(chain) ? `goto ${chain}` : 'accept'}`;
  });
}

/** Rules end in a drop; the policy is for a chain that somebody empties. What comes before connection tracking only drops. */
function policies({ chains }: OwnItems, generation: number): readonly string[] {
  return (['input', 'forward', 'output'] as const)
    .filter((hook) => chains.includes(chainOf(generation, hook)))
    .map((hook) => `add chain ${TABLE} ${hook} { type filter hook ${hook} priority filter; policy drop; }`);
}

function itemsOfOurs(listing: Listing): OwnItems {
  const items = ownItems(listing);
  if (!items) throw new MachineError(`table '${TABLE}' is gone`);
  return items;
}

function clean(listing: Listing): Transaction | undefined {
  const items = ownItems(listing);
  if (!items || heldOf(items).trial) return undefined;
  const { settled } = heldOf(items);
  if (settled === 'nothing') return transaction([`delete table ${TABLE}`]);
  const dead = [...items.bases].flatMap(([chain, { rules }]) =>
    rules.flatMap(({ handle }, at) => (isDead(rules, at) ? [{ chain, handle }] : [])),
  );
  const used = usedChains(items, settled);
  const rules = dead.map(({ chain, handle }) => `delete rule ${TABLE} ${chain} handle ${handle}`);
  const chains = items.chains.filter((chain) => !used.has(chain));
  const lines = [
    ...rules,
    // A chain that is called cannot be deleted, so calls go first.
    ...chains.map((chain) => `flush chain ${TABLE} ${chain}`),
    ...chains.map((chain) => `delete chain ${TABLE} ${chain}`),
    ...unusedBases(items).map((hook) => `delete chain ${TABLE} ${hook}`),
    ...unusedCounters(items, new Set(chains), dead).map((name) => `delete counter ${TABLE} ${name}`),
    ...(items.hasTrialSet ? [`delete set ${TABLE} ${TRIAL_SET}`] : []),
  ];
  return lines.length === 0 ? undefined : transaction(lines);
}

/** Chains that packets may come to, and those of rules that a script has loaded itself, which may be empty. */
function usedChains(items: OwnItems, settled: number | 'script'): ReadonlySet<string> {
  if (settled === 'script') return new Set(items.chains.filter((chain) => (generationOf(chain) ?? 0) === 0));
  return reached(
    items,
    [...items.bases].flatMap(([hook, { rules }]) => [
      chainOf(settled, hook),
      ...rules.filter(({ role }) => role === 'other').flatMap(({ calls }) => calls),
    ]),
  );
}

/** So many counters may be left of rules that are gone, and go on to count if these come back. */
const LEFT_COUNTERS = 1000;

/** Counters that no rule counts with once chains and rules are gone: those that never counted; all of them where they are too many. */
function unusedCounters(
  { counters }: OwnItems,
  chains: ReadonlySet<string>,
  rules: readonly RuleId[],
): readonly string[] {
  const gone = new Set(rules.map(({ chain, handle }) => `${chain} ${handle}`));
  const unused = counters.filter(({ usedBy }) =>
    usedBy.every(({ chain, handle }) => chains.has(chain) || gone.has(`${chain} ${handle}`)),
  );
  const counted = unused.filter(({ packets }) => packets > 0);
  return (counted.length > LEFT_COUNTERS ? unused : unused.filter(({ packets }) => packets === 0)).map(
    ({ name }) => name,
  );
}

/** A rule of a trial that has ended, and what stands behind a rule that leads every packet away. */
function isDead(rules: readonly OwnRule[], at: number): boolean {
  return rules[at]!.role === 'trial' || rules.slice(0, at).some(({ role }) => role === 'settled');
}

/** Base chains that let everything through: the host ignores their hook, or a trial made them that has ended. */
function unusedBases({ bases }: OwnItems): readonly string[] {
  return [...bases].flatMap(([hook, { drops, rules }]) => {
    const first = rules.find(({ role }) => role !== 'trial');
    const isOpen = first ? first.role === 'settled' && first.generation === undefined : !drops;
    return isOpen ? [hook] : [];
  });
}

/**
 * Everything of ours begins with `SECG` and a character, the slot: `-` in what a script loads, another in what belongs to a generation. So
 * names stay as long as they were, and kernels take no longer ones; and nobody else has names like that. An empty chain `SECG.=8` says
 * which generation has a slot.
 */
export type Slot = string;

/** What scripts load is in this one. */
export const SCRIPT: Slot = '-';

/** Chains that end flows where a script's rules apply; its own names would be those of another script's chains. */
export const BESIDE_SCRIPT: Slot = '~';

/** Of generations: one applies, one is put beside it, and one may be left of a change that was ended. */
export const SLOTS = '.,@%';

/** `INPUT` of slot `.` is `SECG.INPUT`. */
export function nameIn(slot: Slot, name: string): string {
  return `SECG${slot}${name}`;
}

/** The slot of a chain or set of ours, and its name there; undefined for a mark, and for what is not ours. */
export function slotOf(whole: string): { readonly slot: Slot; readonly name: string } | undefined {
  const [, slot, name] = /^SECG([-~.,@%])([^=].*)$/.exec(whole) ?? [];
  return slot === undefined ? undefined : { slot, name: name! };
}

export function markOf(slot: Slot, generation: number): string {
  return nameIn(slot, `=${generation}`);
}

/** What a mark says. */
export function marked(chain: string): { readonly slot: Slot; readonly generation: number } | undefined {
  const [, slot, digits] = /^SECG([.,@%])=([1-9][0-9]{0,8})$/.exec(chain) ?? [];
  return slot === undefined ? undefined : { slot, generation: Number(digits) };
}

/** Whether a chain or set is ours, by its name. */
export function isOwn(name: string): boolean {
  return slotOf(name) !== undefined || marked(name) !== undefined;
}

/** One that nothing has. */
export function freeSlot(chains: Iterable<string>): Slot {
  const taken = new Set(Array.from(chains, (chain) => chain[4]));
  const free = [...SLOTS].find((slot) => !taken.has(slot));
  if (free === undefined) throw new Error('every slot is taken');
  return free;
}

/** A line with the names of another slot, where names of chains and sets stand: devices may be called the same, and text can say anything. */
export function inSlot(line: string, from: Slot, to: Slot): string {
  const named = new RegExp(`(^:|(?:^|\\s)(?:-[AIjg]|--match-set|create|add) )SECG\\${from}`, 'g');
  return line
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part) => (part.startsWith('"') ? part : part.replace(named, `$1${nameIn(to, '')}`)))
    .join('');
}

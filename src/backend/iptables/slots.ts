/**
 * Everything of ours begins with `SECG` and a character: `-` in what a script loads, and a letter, the slot, in what belongs to a
 * generation. So names stay as long as they were, and kernels take no longer ones. An empty chain `SECGb=8` says which generation has a slot.
 */
export type Slot = string;

/** What scripts load is in this one. */
export const SCRIPT: Slot = '-';

/** Chains that end flows where a script's rules apply; its own names would be those of another script's chains. */
export const BESIDE_SCRIPT: Slot = '0';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';

/** `INPUT` of slot b is `SECGb-INPUT`. */
export function nameIn(slot: Slot, name: string): string {
  return slot === SCRIPT ? `SECG-${name}` : `SECG${slot}-${name}`;
}

/** The slot of a chain or set of ours, and its name there; undefined for a mark, and for what is not ours. */
export function slotOf(whole: string): { readonly slot: Slot; readonly name: string } | undefined {
  const [, slot = SCRIPT, name] = /^SECG([0a-z])?-(.+)$/.exec(whole) ?? [];
  return name === undefined ? undefined : { slot, name };
}

export function markOf(slot: Slot, generation: number): string {
  return `SECG${slot}=${generation}`;
}

/** What a mark says. */
export function marked(chain: string): { readonly slot: Slot; readonly generation: number } | undefined {
  const [, slot, digits] = /^SECG([a-z])=([1-9][0-9]{0,8})$/.exec(chain) ?? [];
  return slot === undefined ? undefined : { slot, generation: Number(digits) };
}

/** A letter that nothing has. There are more of them than generations are ever beside each other. */
export function freeSlot(chains: Iterable<string>): Slot {
  const taken = new Set(Array.from(chains, (chain) => chain[4]));
  const free = [...LETTERS].find((letter) => !taken.has(letter));
  if (free === undefined) throw new Error('every slot is taken');
  return free;
}

/** A line with the names of another slot, but for what stands in quotes, which is text. */
export function inSlot(line: string, from: Slot, to: Slot): string {
  const prefix = nameIn(from, '');
  return line
    .split(/("(?:[^"\\]|\\.)*")/)
    .map((part) => (part.startsWith('"') ? part : part.replaceAll(`${prefix}`, nameIn(to, ''))))
    .join('');
}

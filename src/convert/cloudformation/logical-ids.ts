/** Characters of a title; CloudFormation takes 255 with all that is put behind it. */
const MAX_LENGTH = 200;

/** Logical ids, which have letters and digits only and are unique in a template. */
export class LogicalIds {
  readonly #taken = new Set<string>();
  /** The number that the next id of the same beginning tries first. */
  readonly #next = new Map<string, number>();

  /** `web tier` becomes `WebTier` with the suffix; what nothing is left of becomes the suffix alone. */
  of(name: string, suffix: string): string {
    const plain = `${titleOf(name)}${suffix}`;
    if (this.#taken.has(plain) || !isLogicalId(plain)) return this.numbered(plain);
    this.#taken.add(plain);
    return plain;
  }

  /** The same id with the first number behind it that is free. */
  numbered(plain: string): string {
    let number = this.#next.get(plain) ?? 1;
    while (this.#taken.has(`${plain}${number}`)) number++;
    this.#next.set(plain, number + 1);
    this.#taken.add(`${plain}${number}`);
    return `${plain}${number}`;
  }
}

function titleOf(name: string): string {
  const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const title = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
  return title.slice(0, MAX_LENGTH).replace(/^(?=[0-9])/, 'N');
}

export function isLogicalId(id: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]{0,199}$/.test(id);
}

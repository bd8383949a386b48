/** Characters of a logical id, of which CloudFormation takes 255. */
const MAX_LENGTH = 200;

/** Logical ids, which have letters and digits only and are unique in a template. */
export class LogicalIds {
  readonly #taken = new Set<string>();

  /** `web tier` becomes `WebTier` with the suffix; what nothing is left of becomes the suffix alone. */
  of(name: string, suffix: string): string {
    const words = name.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
    const title = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
    return this.#free(`${title.slice(0, MAX_LENGTH)}${suffix}`);
  }

  /** The id itself, where it came from a template. */
  keep(id: string): string {
    return this.#free(id);
  }

  #free(plain: string): string {
    let id = plain;
    for (let n = 2; this.#taken.has(id); n++) id = `${plain}x${n}`;
    this.#taken.add(id);
    return id;
  }
}

export function isLogicalId(id: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]{0,199}$/.test(id);
}

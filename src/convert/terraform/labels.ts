/** Labels of resources, unique in a type: letters, digits, `_` and `-`, and no digit first. */
export class Labels {
  readonly #taken = new Set<string>();
  /** The number that the next label of the same beginning tries first. */
  readonly #next = new Map<string, number>();

  /** `Web tier` becomes `web_tier`; what nothing is left of is called `otherwise`. */
  of(type: string, name: string, otherwise: string): string {
    const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
    const plain = words.join('_').replace(/^(?=[0-9])/, '_') || otherwise;
    if (this.#taken.has(`${type} ${plain}`)) return this.numbered(type, plain);
    this.#taken.add(`${type} ${plain}`);
    return plain;
  }

  numbered(type: string, plain: string): string {
    const key = `${type} ${plain}`;
    let number = this.#next.get(key) ?? 1;
    while (this.#taken.has(`${key}_${number}`)) number++;
    this.#next.set(key, number + 1);
    this.#taken.add(`${key}_${number}`);
    return `${plain}_${number}`;
  }
}

import type { Allowance } from '../../definition/model.js';
import type { Traffic } from '../../traffic/traffic.js';

/** What rules of one traffic allow: of a hundred thousand most allow the same, which is then one object. */
export class SharedAllows {
  readonly #known = new Map<number, readonly Allowance[]>();

  only(traffic: Traffic): readonly Allowance[] {
    const key = keyOf(traffic);
    let list = this.#known.get(key);
    if (!list) {
      list = [{ kind: 'traffic', traffic: [traffic] }];
      this.#known.set(key, list);
    }
    return list;
  }
}

/** Of 8 bits of protocol, none for all of them, and 16 of each cell. */
function keyOf({ protocol, first, last }: Traffic): number {
  return ((protocol === 'all' ? -1 : protocol) * 2 ** 16 + first) * 2 ** 16 + last;
}

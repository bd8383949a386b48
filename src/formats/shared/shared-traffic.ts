import type { Traffic } from '../../traffic/traffic.js';

/** Lists of one traffic each: of a hundred thousand rules most allow the same, which is then one object. */
export class SharedTraffic {
  readonly #known = new Map<number, readonly Traffic[]>();

  only(traffic: Traffic): readonly Traffic[] {
    const key = keyOf(traffic);
    let list = this.#known.get(key);
    if (!list) {
      list = [traffic];
      this.#known.set(key, list);
    }
    return list;
  }
}

/** Of 8 bits of protocol, none for all of them, and 16 of each cell. */
function keyOf({ protocol, first, last }: Traffic): number {
  return ((protocol === 'all' ? -1 : protocol) * 2 ** 16 + first) * 2 ** 16 + last;
}

import type { Allowance } from '../../definition/model.js';
import { type Traffic, trafficKey } from '../../traffic/traffic.js';

/** What rules of one traffic allow: of a hundred thousand most allow the same, which is then one object. */
export class SharedAllows {
  readonly #known = new Map<number, readonly Allowance[]>();

  only(traffic: Traffic): readonly Allowance[] {
    const key = trafficKey(traffic);
    let list = this.#known.get(key);
    if (!list) {
      list = [{ kind: 'traffic', traffic: [traffic] }];
      this.#known.set(key, list);
    }
    return list;
  }
}

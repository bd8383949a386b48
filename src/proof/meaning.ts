import type { AddressSet } from '../address/address-set.js';
import type { IntervalSet, Point } from '../address/intervals.js';
import type { Family } from '../address/space.js';
import type { Allow, InterfacePolicy, Policy } from '../policy/model.js';
import { allowed, type Unions } from './allowed.js';
import { admitted } from './baseline.js';
import { hasBaseline } from './baseline-devices.js';
import type { Devices } from './devices.js';
import { ACCEPT, type Diagrams, DROP, NEXT, type Node, PROHIBIT, RESET } from './diagram/diagrams.js';
import { sequence } from './diagram/fold.js';
import { choose } from './diagram/sets.js';
import { type Side, tableOf } from './diagram/table.js';
import { type DimensionName, endOf, type Path, rankOf } from './dimensions.js';
import { families, states } from './firewall.js';
import { manyTypes, multicast6, soleByAddress } from './to-many.js';

const TCP = 6;

/** Works out which packets a host's policy means to let through, from the policy alone. */
export class Meaning {
  readonly #diagrams: Diagrams;
  readonly #policy: Policy;
  readonly #devices: Devices;
  readonly #allows = new Map<readonly Allow[], Node>();
  readonly #unions: Unions = new Map();

  constructor(diagrams: Diagrams, policy: Policy, devices: Devices) {
    this.#diagrams = diagrams;
    this.#policy = policy;
    this.#devices = devices;
  }

  /** ACCEPT or DROP for every packet of the path; RESET or PROHIBIT where a refused one is answered. */
  path(path: Path): Node {
    const { settings } = this.#policy;
    if (settings[path] === 'ignore') return ACCEPT;
    if (path === 'forward') return DROP;
    const steps = [this.#state(), this.#loopback(path), this.#baseline(path), this.#interfaces(path), DROP];
    return sequence(this.#diagrams, steps);
  }

  /** Replies pass (fact 16), what belongs to a flow passes (fact 18), and what is invalid is dropped before all else. */
  #state(): Node {
    const { established, related, invalid } = this.#policy.settings;
    const children = states.map((state) => {
      if (state === 'established' && established) return ACCEPT;
      if (state === 'related' && related) return ACCEPT;
      return state === 'invalid' && invalid === 'drop' ? DROP : NEXT;
    });
    const cuts = states.map((_, index) => index).slice(1);
    return this.#diagrams.node(rankOf('state'), cuts, children);
  }

  #loopback(path: Path): Node {
    return this.#policy.settings.loopback ? this.#onDevice(path, 'lo', ACCEPT) : NEXT;
  }

  /** `inside` on the device, NEXT on all others. */
  #onDevice(path: Path, device: string, inside: Node): Node {
    const dimension = rankOf(path === 'input' ? 'inDevice' : 'outDevice');
    const on = choose(this.#diagrams, dimension, this.#devices.matching([device]), ACCEPT, NEXT);
    return this.#diagrams.replace(on, ACCEPT, inside);
  }

  #baseline(path: 'input' | 'output'): Node {
    return sequence(
      this.#diagrams,
      families.map((family) => this.#baselineOf(path, family)),
    );
  }

  #baselineOf(path: 'input' | 'output', family: Family): Node {
    const { settings, interfaces } = this.#policy;
    const rows = admitted(settings)
      .filter((one) => one.path === path && one.family === family)
      .map(({ protocol, ranges }) => {
        const index = families.indexOf(family);
        const all = [['family', index, index], ['protocol', protocol, protocol], ...ranges] as const;
        return { sides: all.map(sideOf).sort((a, b) => a.dimension - b.dimension), result: ACCEPT };
      });
    const here = this.#onDevices(path, hasBaseline(interfaces, family));
    return this.#diagrams.replace(here, ACCEPT, tableOf(this.#diagrams, rows).node);
  }

  /** ACCEPT on the devices that qualify; what holds for the last, which nobody names, holds for all that there may be. */
  #onDevices(path: 'input' | 'output', qualifies: (device: string) => boolean): Node {
    const { names } = this.#devices;
    const isOpen = qualifies(names.at(-1)!);
    const exceptions = this.#devices.matching(names.filter((name) => qualifies(name) !== isOpen));
    const dimension = rankOf(path === 'input' ? 'inDevice' : 'outDevice');
    const [inside, outside] = isOpen ? [NEXT, ACCEPT] : [ACCEPT, NEXT];
    return choose(this.#diagrams, dimension, exceptions, inside, outside);
  }

  /** A device that is named is decided by its name alone; the others by whose address the packet has. */
  #interfaces(path: 'input' | 'output'): Node {
    const { interfaces } = this.#policy;
    const named = interfaces.map((one) =>
      one.match.kind === 'device' ? this.#onDevice(path, one.match.device, this.#final(one, path)) : NEXT,
    );
    const addressed = interfaces.map((one) =>
      one.match.kind === 'addresses' ? this.#ofAddress(one.match.addresses, this.#final(one, path)) : NEXT,
    );
    return sequence(this.#diagrams, [...named, ...addressed, this.#toMany(path)]);
  }

  /** What is for many has nobody's address; it belongs to the interface that addresses tell, where that is one. */
  #toMany(path: 'input' | 'output'): Node {
    const { interfaces } = this.#policy;
    const isMany = {
      ipv4: choose(this.#diagrams, rankOf('destinationType'), manyTypes, ACCEPT, NEXT),
      ipv6: choose(this.#diagrams, rankOf(path === 'input' ? 'own6' : 'peer6'), multicast6, ACCEPT, NEXT),
    };
    return sequence(
      this.#diagrams,
      families.map((family, index) => {
        const owner = soleByAddress(interfaces, family);
        if (!owner) return NEXT;
        const ofFamily = choose(this.#diagrams, rankOf('family'), [index, index + 1], ACCEPT, NEXT);
        const meant = this.#diagrams.replace(ofFamily, ACCEPT, isMany[family]);
        return this.#diagrams.replace(meant, ACCEPT, this.#final(owner, path));
      }),
    );
  }

  #final(one: InterfacePolicy, path: 'input' | 'output'): Node {
    if (one.trusted) return ACCEPT;
    return this.#diagrams.replace(
      this.#allowed(path === 'input' ? one.ingress : one.egress),
      NEXT,
      this.#refused(),
    );
  }

  /** Where refused packets are answered, those that begin a flow: a reset for TCP (fact 46), an ICMP error for all else (fact 47). */
  #refused(): Node {
    if (this.#policy.settings.refuse === 'drop') return DROP;
    const answer = choose(this.#diagrams, rankOf('protocol'), [TCP, TCP + 1], RESET, PROHIBIT);
    const begins = states.indexOf('new');
    return choose(this.#diagrams, rankOf('state'), [begins, begins + 1], answer, DROP);
  }

  /** Interfaces that carry the same groups share their allows. */
  #allowed(allows: readonly Allow[]): Node {
    const node = this.#allows.get(allows) ?? allowed(this.#diagrams, allows, this.#unions);
    this.#allows.set(allows, node);
    return node;
  }

  #ofAddress({ ipv4, ipv6 }: AddressSet, inside: Node): Node {
    const own4 = choose(this.#diagrams, rankOf('own4'), ipv4, ACCEPT, NEXT);
    const own6 = choose(this.#diagrams, rankOf('own6'), ipv6, ACCEPT, NEXT);
    const own = this.#diagrams.node(rankOf('family'), [1], [own4, own6]);
    return this.#diagrams.replace(own, ACCEPT, inside);
  }
}

function sideOf([name, first, last]: readonly [DimensionName, Point, Point]): Side {
  const dimension = rankOf(name);
  const end = typeof last === 'bigint' ? last + 1n : last + 1;
  if (end > endOf(dimension)) throw new Error(`${name} has no value ${last}`);
  return { dimension, set: [first, end] as IntervalSet<Point> };
}

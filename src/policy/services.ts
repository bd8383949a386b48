import type { Allowance, Service } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { meantTraffic } from '../traffic/meant.js';
import { presets } from '../traffic/presets-by-name.js';
import type { Traffic } from '../traffic/traffic.js';
import { indexByName, lookUp, type NameIndex } from './index-by-name.js';

/** What the services of a definition resolve to. Each is resolved once, so that its faults are reported once. */
export class ServiceTraffic {
  readonly #services: NameIndex<Service>;
  readonly #report: Report;
  readonly #known = new Map<Service, readonly Traffic[]>();

  constructor(services: readonly Service[], report: Report) {
    this.#services = indexByName(services, ['all', ...presets.keys()]);
    this.#report = report;
    for (const service of services) this.#trafficOfService(service, []);
  }

  /** What an allowance allows; nothing where it names something absent, which has been reported. */
  of(allowance: Allowance): readonly Traffic[] {
    return this.#trafficOf(allowance, []);
  }

  #trafficOf(allowance: Allowance, open: readonly Service[]): readonly Traffic[] {
    if (allowance.kind === 'traffic') return allowance.traffic;
    const { reference, span } = allowance;
    const kind = ['service', 'unknown-service'] as const;
    const service = lookUp(this.#services, reference, span, kind, this.#report, inOurWords);
    return service ? this.#trafficOfService(service, open) : [];
  }

  #trafficOfService(service: Service, open: readonly Service[]): readonly Traffic[] {
    const known = this.#known.get(service);
    if (known) return known;
    if (open.includes(service)) {
      this.#report('service-cycle', service.span, { name: service.name });
      return [];
    }
    const traffic = distinct(service.allow.flatMap((one) => this.#trafficOf(one, [...open, service])));
    this.#known.set(service, traffic);
    return traffic;
  }
}

function inOurWords(reference: string): string | undefined {
  const meant = meantTraffic(reference);
  return meant && `write ${meant}`;
}

/** Services that name each other twice would otherwise double at every step. */
function distinct(traffic: readonly Traffic[]): readonly Traffic[] {
  return [...new Map(traffic.map((one) => [`${one.protocol} ${one.first} ${one.last}`, one])).values()];
}

import type { Host, Interface } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { type Linked, linkedRule } from '../policy/link.js';
import type { Subject } from './merged.js';
import { isNamed, multicastServices } from './multicast.js';
import { inWords } from './words.js';

/**
 * A packet for a multicast group has the address of no interface. Where addresses alone tell several, it is dropped, which is
 * not what those rules were written for that let such packets in.
 */
export function multicastNotTold({ linked }: Subject, report: Report): void {
  for (const host of linked.definition.hosts) {
    const untold = untoldOf(host);
    const what = servicesOf(linked, untold);
    if (what.length === 0) continue;
    const interfaces = inWords(untold.map(({ id }) => `'${id}'`));
    const suggestion = `name their devices: ${untold.map(({ id }) => `--device ${id}=DEVICE`).join(' ')}`;
    report(
      'multicast-not-told',
      host.span,
      { host: host.name, interfaces, what: inWords(what) },
      { suggestion },
    );
  }
}

/** Interfaces that share a family with another one that only its addresses tell. */
function untoldOf({ interfaces }: Host): readonly Interface[] {
  const told = interfaces.filter(({ device }) => device === undefined);
  const shared = (['ipv4', 'ipv6'] as const).filter(
    (family) => told.filter(({ addresses }) => addresses[family].length > 0).length > 1,
  );
  return told.filter(({ addresses }) => shared.some((family) => addresses[family].length > 0));
}

function servicesOf(linked: Linked, interfaces: readonly Interface[]): readonly string[] {
  const carried = new Set(interfaces.flatMap((one) => linked.groupsOf.get(one) ?? []));
  const traffic = [...carried]
    .flatMap(({ ingress }) => ingress)
    .flatMap((rule) => linkedRule(linked, rule).traffic);
  return multicastServices
    .filter((service) => traffic.some((one) => isNamed(service, one)))
    .map(({ name }) => name);
}

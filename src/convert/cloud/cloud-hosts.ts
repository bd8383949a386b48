import { hasNoAddress } from '../../address/address-set.js';
import { intersects } from '../../address/intervals.js';
import type { Host, Interface } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { below } from '../../diagnostics/source.js';
import type { Followed } from '../followed.js';
import type { Cloud, CloudHost, CloudInterface } from './model.js';
import { reportOwnServices } from './own-services.js';
import { spellAddresses } from './prefixes.js';
import { reportSettings } from './settings.js';

/** The hosts as a cloud has them; what it cannot have of them is reported. */
export function cloudHosts(followed: Followed, cloud: Cloud, report: Report): readonly CloudHost[] {
  const { hosts, defaults } = followed.definition;
  if (defaults) reportSettings(defaults, 'every host', cloud, report);
  if (!cloud.ownServices) reportOwnServices(followed, cloud.title, report);
  return hosts.map((host) => {
    reportSettings(host, `host '${host.id}'`, cloud, report);
    reportSharedAddresses(host, cloud.title, report);
    for (const iface of host.interfaces) if (iface.trusted) reportTrusted(iface, cloud.title, report);
    return {
      host,
      interfaces: host.interfaces.map((iface) => ({
        iface,
        groups: followed.groupsOf.get(iface)!,
        addresses: {
          ipv4: spellAddresses(iface.addresses, 'ipv4'),
          ipv6: spellAddresses(iface.addresses, 'ipv6'),
        },
      })),
    };
  });
}

function reportTrusted({ id, span }: Interface, target: string, report: Report): void {
  const problem = `interface '${id}' is trusted, and every interface of a cloud is filtered`;
  report('not-expressible', below(span, 'trusted'), { target, problem });
}

/** A cloud's interfaces are matched by their addresses, so that two of a host cannot have the same one. */
function reportSharedAddresses({ interfaces }: Host, target: string, report: Report): void {
  interfaces.forEach((iface, i) => {
    for (const other of interfaces.slice(0, i)) {
      if (!overlap(iface, other)) continue;
      const problem = `interfaces '${other.id}' and '${iface.id}' have an address in common`;
      const related = [{ message: 'the other interface', span: other.span }];
      report('not-expressible', below(iface.span, 'addresses'), { target, problem }, { related });
    }
  });
}

function overlap({ addresses: a }: Interface, { addresses: b }: Interface): boolean {
  return intersects(a.ipv4, b.ipv4) || intersects(a.ipv6, b.ipv6);
}

/** Whether the host is an interface that belongs to no instance. */
export function isInterfaceHost({ host, interfaces }: CloudHost): boolean {
  const [only] = interfaces;
  return (
    only !== undefined &&
    interfaces.length === 1 &&
    host.id === only.iface.id &&
    only.iface.device === undefined
  );
}

/** A machine of a cloud has an interface, whatever else it has. */
export function reportNoInterface({ id, span }: Host, report: Report): void {
  report('left-out', span, { what: `host '${id}'`, because: 'it has no interface' });
}

/** What makes interfaces gives each of them an address, so that one without any becomes a member that it was not. */
export function reportChosenAddress({ iface }: CloudInterface, report: Report): void {
  if (hasNoAddress(iface.addresses)) report('chosen-address', iface.span, { name: iface.id });
}

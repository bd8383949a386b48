import type { AddressRange } from '../../address/parse.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { builtInDefault } from '../../policy/default-group.js';
import type { Followed } from '../followed.js';
import { cloudHosts } from './cloud-hosts.js';
import { cloudRules } from './cloud-rules.js';
import { cloudLists } from './lists.js';
import type { Cloud, CloudDefinition } from './model.js';

/** The definition as clouds have it, expanded exactly; what no cloud can hold is reported. */
export function cloudDefinition(
  followed: Followed,
  cloud: Cloud,
  myIp: AddressRange | undefined,
  report: Report,
): CloudDefinition {
  reportExpectations(followed, report);
  const lists = new Map(followed.definition.prefixLists.map((list) => [list, cloudLists(list)]));
  const expansion = { followed, lists, myIp, byFamily: cloud.byFamily, report };
  const groups = followed.groups.nodes.map((group) => ({
    group,
    ingress: cloudRules(group, 'ingress', expansion),
    egress: cloudRules(group, 'egress', expansion),
  }));
  const hosts = cloudHosts(followed, cloud, report);
  const used = usesDefault(groups, hosts);
  return {
    groups: groups.filter(({ group }) => group !== builtInDefault || used),
    lists: [...lists.values()].flat(),
    hosts,
  };
}

function reportExpectations({ definition: { expectations = [] } }: Followed, report: Report): void {
  const [first] = expectations;
  const what =
    expectations.length === 1 ? 'an expectation' : `what is expected (${expectations.length} times)`;
  if (first) report('left-out', first.span, { what, because: 'only the native language has expectations' });
}

/** The group that exists without being declared is written where an interface carries it or a rule refers to it. */
function usesDefault(groups: CloudDefinition['groups'], hosts: CloudDefinition['hosts']): boolean {
  const carried = hosts.some(({ interfaces }) =>
    interfaces.some((iface) => iface.groups.includes(builtInDefault)),
  );
  const others = groups.filter(({ group }) => group !== builtInDefault);
  const rules = others.flatMap(({ ingress, egress }) => [...ingress, ...egress]);
  return carried || rules.some(({ peer }) => peer.kind === 'group' && peer.group === builtInDefault);
}

import { isInterfaceHost, reportChosenAddress, reportNoInterface } from '../cloud/cloud-hosts.js';
import type { CloudHost, CloudInterface } from '../cloud/model.js';
import { hostTags, interfaceTags } from '../cloud/tags.js';
import { type Context, idOf } from './context.js';
import { type Attribute, attribute, type Block, block, list, reference } from './hcl.js';
import { tagsOf } from './tags.js';

const INTERFACE = 'aws_network_interface';
const INSTANCE = 'aws_instance';

/** An instance and its interfaces; of an interface that was a host of its own, the interface alone. */
export function hostBlocks(cloudHost: CloudHost, context: Context): readonly Block[] {
  const { host, interfaces } = cloudHost;
  const { labels, report } = context;
  const [only] = interfaces;
  if (only === undefined) {
    reportNoInterface(host, report);
    return [];
  }
  if (isInterfaceHost(cloudHost)) {
    const about = host.description === '' ? [] : [attribute('description', host.description)];
    return [interfaceBlock(labels.of(INTERFACE, host.name, 'interface'), only, about, host.tags, context)];
  }
  const own = interfaces.map((each) => {
    const label = labels.of(INTERFACE, `${host.name} ${each.iface.id}`, 'interface');
    return interfaceBlock(label, each, [], interfaceTags(each.iface), context);
  });
  const instance = block(
    'resource',
    [INSTANCE, labels.of(INSTANCE, host.name, 'host')],
    [
      attribute('ami', reference('var', 'ami')),
      attribute('instance_type', reference('var', 'instance_type')),
      ...tagsOf(hostTags(host, report)),
      ...own.map(({ labels: [type, label] }, index) =>
        block(
          'network_interface',
          [],
          [
            attribute('device_index', index),
            attribute('network_interface_id', idOf({ type: type!, label: label! })),
          ],
        ),
      ),
    ],
  );
  return [...own, instance];
}

function interfaceBlock(
  label: string,
  each: CloudInterface,
  about: readonly Attribute[],
  tags: ReadonlyMap<string, string>,
  { group, report }: Context,
): Block {
  const { groups, addresses } = each;
  const { ipv4, ipv6 } = addresses;
  reportChosenAddress(each, report);
  return block(
    'resource',
    [INTERFACE, label],
    [
      attribute('subnet_id', reference('var', 'subnet_id')),
      ...about,
      attribute('security_groups', list(groups.map((carried) => idOf(group(carried))))),
      ...textList('private_ips', ipv4.addresses),
      ...textList('ipv6_addresses', ipv6.addresses),
      ...textList('ipv4_prefixes', ipv4.prefixes),
      ...textList('ipv6_prefixes', ipv6.prefixes),
      ...tagsOf(tags),
    ],
  );
}

function textList(name: string, texts: readonly string[]): readonly Attribute[] {
  return texts.length === 0 ? [] : [attribute(name, list(texts))];
}

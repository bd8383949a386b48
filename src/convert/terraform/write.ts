import type { Report } from '../../diagnostics/diagnostic.js';
import type { CloudDefinition } from '../cloud/model.js';
import { contextOf } from './context.js';
import { groupBlocks, listBlock } from './group-blocks.js';
import { attribute, type Block, block, reference } from './hcl.js';
import { hostBlocks } from './host-blocks.js';
import { printBlocks } from './print.js';

/** The first version of the provider that has rules as resources of their own and entries in prefix lists. */
const PROVIDER = '>= 5.0';

/** The definition as a configuration of Terraform or OpenTofu. What a definition does not know of a cloud is a variable. */
export function writeTerraform(definition: CloudDefinition, report: Report): string {
  return printBlocks(terraformBlocks(definition, report));
}

/** The blocks of the configuration, as plain data. */
export function terraformBlocks(definition: CloudDefinition, report: Report): readonly Block[] {
  const { groups, lists, hosts } = definition;
  const context = contextOf(definition, report);
  const machines = hosts.flatMap((host) => hostBlocks(host, context));
  const instances = machines.some(({ labels: [type] }) => type === 'aws_instance');
  return [
    providers(),
    ...(groups.length > 0 ? [variable('vpc_id')] : []),
    ...(machines.length > 0 ? [variable('subnet_id')] : []),
    ...(instances ? [variable('ami'), variable('instance_type', 't3.micro')] : []),
    ...lists.map((one) => listBlock(one, context)),
    ...groups.flatMap((one) => groupBlocks(one, context)),
    ...machines,
  ];
}

function providers(): Block {
  const aws = {
    kind: 'map',
    entries: [
      ['source', 'hashicorp/aws'],
      ['version', PROVIDER],
    ],
  } as const;
  return block('terraform', [], [block('required_providers', [], [attribute('aws', aws)])]);
}

function variable(name: string, otherwise?: string): Block {
  const about = [attribute('type', reference('string'))];
  return block(
    'variable',
    [name],
    otherwise === undefined ? about : [...about, attribute('default', otherwise)],
  );
}

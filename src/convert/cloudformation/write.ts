import type { Report } from '../../diagnostics/diagnostic.js';
import type { CloudDefinition } from '../cloud/model.js';
import { type Entry, mapping, print, scalar, spaced } from '../yaml.js';
import { contextOf } from './context.js';
import { groupResources, listResource } from './group-resources.js';
import { hostResources } from './host-resources.js';

/** The definition as a template in YAML. What a definition does not know of a cloud is a parameter. */
export function writeCloudFormation(definition: CloudDefinition, report: Report): string {
  const { groups, lists, hosts } = definition;
  const context = contextOf(definition, report);
  const machines = hosts.flatMap((host) => hostResources(host, context));
  const resources: readonly Entry[] = [
    ...lists.map((list) => listResource(list, context)),
    ...groups.flatMap((group) => groupResources(group, context)),
    ...machines,
  ];
  const parameters: readonly Entry[] = [
    ...(groups.length > 0 ? [['VpcId', parameter('AWS::EC2::VPC::Id')] as const] : []),
    ...(machines.length > 0 ? machineParameters() : []),
  ];
  return print(
    spaced(
      mapping([
        ['AWSTemplateFormatVersion', scalar('2010-09-09')],
        ...(parameters.length > 0 ? [['Parameters', mapping(parameters)] as const] : []),
        ['Resources', spaced(mapping(resources))],
      ]),
    ),
  );
}

function machineParameters(): readonly Entry[] {
  return [
    ['SubnetId', parameter('AWS::EC2::Subnet::Id')],
    ['ImageId', parameter('AWS::EC2::Image::Id')],
  ];
}

function parameter(type: string) {
  return mapping([['Type', scalar(type)]]);
}

import type { Group } from '../../definition/model.js';
import { nameFault } from '../../definition/names.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { uniqueNames } from '../names.js';

/** What groups are called in one network of AWS, where names are unique without regard to case (fact 22). */
export function awsNames(groups: readonly Group[], report: Report): ReadonlyMap<Group, string> {
  return uniqueNames(groups, isAwsName, 'group', report);
}

function isAwsName(name: string): boolean {
  return nameFault(name) === undefined && !name.startsWith('sg-');
}

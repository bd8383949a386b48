import type { Group } from '../../definition/model.js';
import { nameFault } from '../../definition/names.js';
import { uniqueNames } from '../names.js';

/** What groups are called in one network of AWS, where names are unique without regard to case (fact 22). */
export function awsNames(groups: readonly Group[]): ReadonlyMap<Group, string> {
  return uniqueNames(groups, isAwsName, 'group');
}

function isAwsName(name: string): boolean {
  return nameFault(name) === undefined && !name.startsWith('sg-');
}

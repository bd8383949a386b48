/** What the module that keeps a security group of AWS is and was called. */
const names: ReadonlySet<string> = new Set(
  ['ec2_security_group', 'ec2_group'].flatMap((name) => [
    name,
    `amazon.aws.${name}`,
    `community.aws.${name}`,
  ]),
);

/** Whether a task with this key is about a security group. */
export function isGroupModule(name: string): boolean {
  return names.has(name);
}

/** Keys of `module_defaults` that are about the module: its names, and groups of modules that it may be in. */
export function isAboutGroups(key: string): boolean {
  return names.has(key) || key.startsWith('group/');
}

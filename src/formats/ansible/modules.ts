import { type Item, isFields } from '../shared/item.js';

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
  return names.has(key) || /^group\/(?:\w+\.\w+\.)?\w*aws$/.test(key);
}

/** The name of a module of Ansible itself as it may be written without its collection. */
export function withoutCollection(name: string): string {
  return name.replace(/^ansible\.(?:builtin|legacy)\./, '');
}

/** The modules that a task may call, each with what it is given: by its own key, or by `action`. */
export function calledModules({
  fields,
}: Item): readonly { readonly key: string; readonly module: string; readonly value: unknown }[] {
  return Object.entries(fields).map(([key, value]) => {
    if (key !== 'action' && key !== 'local_action') return { key, module: withoutCollection(key), value };
    if (isFields(value)) {
      const { module, ...given } = value;
      return { key, module: withoutCollection(String(module)), value: given };
    }
    const [, module = '', given = ''] = /^\s*(\S+)\s*(.*)$/s.exec(String(value)) ?? [];
    return { key, module: withoutCollection(module), value: given };
  });
}

import { type Fields, Item, isFields } from '../shared/item.js';
import { unknown } from '../shared/unknown.js';
import { isAboutGroups, isGroupModule } from './modules.js';

/** What a task itself gives its module: under its key, and under `args` what is not said there. */
export function ownArguments(task: Item, own: Item): Item {
  const more = isFields(task.fields.args) ? task.fields.args : {};
  return new Item({ ...more, ...own.fields }, own.span, own.report);
}

/**
 * The arguments over what `module_defaults` say, which could be anything, such as who may leave. The innermost place that
 * names a module says all of its defaults. Where they are no object, nothing is known of the group.
 */
export function withDefaults(all: readonly Item[], task: Item, args: Item): Item {
  const named = new Map<string, unknown>();
  for (const [key, value] of all.flatMap(defaultsOf))
    if (isAboutGroups(key)) named.set(isGroupModule(key) ? 'module' : key, value);
  const { module, ...groups } = Object.fromEntries(named);
  const defaults = [...Object.values(groups), module].filter((one) => one !== undefined && one !== null);
  const fields: Fields = Object.assign({}, ...defaults.filter(isFields), args.fields);
  const other = [...defaults, task.fields.args ?? {}].every(isFields) ? {} : { state: notObject };
  return new Item({ ...fields, ...other }, args.span, args.report);
}

const notObject = unknown("depends on 'args' or 'module_defaults' that are not mappings");

/** What a place says of modules in `module_defaults`. */
export function defaultsOf({
  fields: { module_defaults: defaults },
}: Item): readonly (readonly [string, unknown])[] {
  const list = Array.isArray(defaults) ? defaults : [defaults ?? {}];
  // A text may name the module.
  return list.flatMap((one) => Object.entries(isFields(one) ? one : { ec2_security_group: one }));
}

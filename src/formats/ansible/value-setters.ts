import type { Report } from '../../diagnostics/diagnostic.js';
import { below } from '../../diagnostics/source.js';
import { type Document, spanAt } from '../../document/document.js';
import { Item, isFields } from '../shared/item.js';
import { type From, settersOfElsewhere } from './collect.js';
import { companionOf } from './companions.js';
import { rolesIn } from './elsewhere.js';
import type { Files } from './files.js';
import { IniInventory } from './ini-inventory.js';
import { type Strength, strength } from './precedence.js';
import { valuesOfRole } from './role.js';
import type { Setter } from './setters.js';

/** What documents of variables, inventories and roles that need others may set. */
export function settersOfValues(document: Document, files: Files, report: Report): readonly Setter[] {
  const { value } = document;
  const from: From = { document, order: 0 };
  if (value instanceof IniInventory)
    return value.variables(document).map((one) => ({ ...one, ...ofInventory, ...from }));
  const item = new Item(isFields(value) ? value : {}, spanAt(document), report);
  const kind = companionOf(document, []);
  const role = kind === 'hosts' ? undefined : valuesOfRole(document.source.name);
  if (role !== undefined)
    return role.kind === 'vars' ? keysOf(document, item, strength.role, "a role's vars", from) : [];
  switch (kind) {
    case 'hosts':
      return keysOf(document, item, strength.inventory, 'a file of variables of hosts', from);
    case 'inventory':
      return settersOfGroups(item, from);
    case 'meta':
      return rolesIn(item, 'dependencies').flatMap((one) => settersOfElsewhere(one, 'all', files, from));
    default:
      return [];
  }
}

/** All variables of a file; any where it is encrypted. */
function keysOf(
  { value }: Document,
  item: Item,
  strong: Strength,
  by: string,
  from: From,
): readonly Setter[] {
  const rest = { strength: strong, by, reach: 'all', ...from } as const;
  if (!isFields(value)) return [{ name: undefined, span: item.span, ...rest }];
  return Object.keys(value).map((name) => ({ name, span: item.at(name), ...rest }));
}

const ofInventory = { strength: strength.inventory, by: 'the inventory', reach: 'all' } as const;

/** What groups of hosts in an inventory set, and hosts in them. */
function settersOfGroups(inventory: Item, from: From): readonly Setter[] {
  const found: Setter[] = [];
  const rest = { ...ofInventory, ...from };
  const left = itemsUnder(inventory);
  for (let group = left.pop(); group !== undefined; group = left.pop()) {
    const hosts = group.fields.hosts === undefined ? [] : itemsUnder(childOf(group, 'hosts'));
    for (const one of [childOf(group, 'vars'), ...hosts])
      for (const name of Object.keys(one.fields)) found.push({ name, span: one.at(name), ...rest });
    left.push(...itemsUnder(childOf(group, 'children')));
  }
  return found;
}

function childOf({ fields, span, report }: Item, key: string): Item {
  const value = fields[key];
  return new Item(isFields(value) ? value : {}, below(span, key), report);
}

function itemsUnder(item: Item): Item[] {
  return Object.keys(item.fields).map((key) => childOf(item, key));
}

import type { Document } from '../../document/document.js';
import { isFields } from '../shared/item.js';
import { setsVariables } from './collect.js';
import { elsewhereKind } from './elsewhere.js';
import { IniInventory } from './ini-inventory.js';
import { withoutCollection } from './modules.js';
import { plain, roleOf, valuesOfRole } from './role.js';

/** What a document beside plays and tasks is, in which nothing makes a group and which may set variables all the same. */
export type Companion = 'tasks' | 'values' | 'hosts' | 'inventory' | 'meta';

/** What a document without groups tells of the variables of others, whose names are given. */
export function companionOf({ source, value }: Document, names: Iterable<string>): Companion | undefined {
  const name = plain(source.name);
  if (value instanceof IniInventory) return 'inventory';
  if (Array.isArray(value)) return isListOfTasks(value, name) ? 'tasks' : undefined;
  if (!isFields(value) && !isVault(value)) return undefined;
  if (/(?:^|\/)(?:group|host)_vars\//.test(name)) return 'hosts';
  const of = valuesOfRole(name);
  if (of && (isRoleOf(of.role, names) || (of.kind === 'vars' && IN_ROLES.test(of.role)))) return 'values';
  if (!isFields(value)) return undefined;
  if (/(?:^|\/)meta\/main\.(?:ya?ml|json)$/.test(name) && Array.isArray(value.dependencies)) return 'meta';
  return isInventory(value) ? 'inventory' : undefined;
}

/** Variables of a role hold for the whole play. */
const IN_ROLES = /(?:^|\/)roles\/[^/]+\/$/;

function isRoleOf(role: string, names: Iterable<string>): boolean {
  for (const name of names) if (roleOf(name) === role) return true;
  return false;
}

/** A whole file that is encrypted. */
export function isVault(value: unknown): value is string {
  return typeof value === 'string' && value.startsWith('$ANSIBLE_VAULT');
}

function isListOfTasks(list: readonly unknown[], name: string): boolean {
  if (list.length === 0 || !list.every(isFields)) return false;
  return (
    roleOf(name) !== undefined || list.some((group) => Object.keys(group).some(isOfTasks) || isPlay(group))
  );
}

function isOfTasks(key: string): boolean {
  return (
    key === 'block' ||
    key === 'register' ||
    elsewhereKind(key) !== undefined ||
    setsVariables(withoutCollection(key))
  );
}

function isPlay(value: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(value, 'hosts') && Object.keys(value).some((key) => PLAY.test(key));
}

const PLAY =
  /^(?:roles|tasks|pre_tasks|post_tasks|handlers|vars|vars_files|vars_prompt|gather_facts|become)$/;

/** Groups of hosts, of which each has hosts, variables or more groups. */
function isInventory(value: Readonly<Record<string, unknown>>): boolean {
  const groups = Object.values(value);
  return (
    groups.length > 0 &&
    groups.every(
      (one) =>
        isFields(one) &&
        Object.entries(one).length > 0 &&
        Object.entries(one).every(([key, under]) => GROUP.has(key) && (under === null || isFields(under))),
    )
  );
}

const GROUP: ReadonlySet<string> = new Set(['hosts', 'vars', 'children']);

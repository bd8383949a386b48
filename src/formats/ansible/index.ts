import type { Definition } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Document } from '../../document/document.js';
import type { Format } from '../format.js';
import { isFields } from '../shared/item.js';
import { onlyOnce } from '../shared/only-once.js';
import { companionOf, isVault } from './companions.js';
import { withDefaultsElsewhere } from './defaults-elsewhere.js';
import { playYaml } from './dialect.js';
import { groupTasksOf, tasksOf } from './document.js';
import { variablesIn } from './expressions.js';
import { Files } from './files.js';
import { withDoubts } from './included.js';
import { openInventory } from './ini-inventory.js';
import { roleValues } from './role.js';
import { Setters } from './setters.js';
import { readGroups } from './task-groups.js';
import { keyIn } from './tasks.js';
import { settersOfValues } from './value-setters.js';

/** Plays and lists of tasks with the module for security groups of AWS. */
export const ansible: Format = {
  title: 'Ansible plays or tasks with security groups',
  dialect: playYaml,
  opens: openInventory,
  keyOf: keyIn,
  goesWith: (document, names) => companionOf(document, names) !== undefined,
  parametersOf,
  read: async (documents, { parameters }, report) => [
    readAnsible(documents, parameters ?? new Map(), report),
  ],
};

/** Reads the groups that tasks make. Hosts that carry them are written elsewhere. */
export function readAnsible(
  documents: readonly Document[],
  parameters: ReadonlyMap<string, string>,
  report: Report,
): Definition {
  const once = onlyOnce(report);
  const values = documents.filter(({ value }) => isFields(value) || isVault(value));
  const lists = documents.filter((one) => !values.includes(one));
  const files = new Files(lists);
  const read = lists.map((document) => tasksOf(document, files, once));
  const setters = new Setters([
    ...read.flatMap((one) => one.setters),
    ...values.flatMap((document) => settersOfValues(document, files, once)),
  ]);
  const found = read.map((one) =>
    groupTasksOf(one, { parameters, setters, files, ...roleValues(one.document, values) }, once),
  );
  const tasks = withDoubts(
    withDefaultsElsewhere(
      found.flatMap((one) => one.tasks),
      read,
    ),
    found.flatMap(({ included }) => included),
    files,
  );
  return { groups: readGroups(tasks, once), prefixLists: [], services: [], hosts: [] };
}

/** Every variable that a document sets or asks for. */
function parametersOf(value: unknown): readonly string[] {
  const names = new Set<string>();
  collect(value, '', names);
  return [...names];
}

function collect(value: unknown, key: string, names: Set<string>): void {
  if (typeof value === 'string') for (const name of variablesIn(value, key === 'when')) names.add(name);
  if (Array.isArray(value)) for (const one of value) collect(one, key, names);
  if (!isFields(value)) return;
  if (key === 'vars') for (const name of Object.keys(value)) names.add(name);
  for (const [below, one] of Object.entries(value)) collect(one, below, names);
}

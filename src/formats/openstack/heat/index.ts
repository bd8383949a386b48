import type { Group } from '../../../definition/model.js';
import type { Report } from '../../../diagnostics/diagnostic.js';
import type { Document } from '../../../document/document.js';
import { Item } from '../../shared/item.js';
import { onlyOnce } from '../../shared/only-once.js';
import { eitherOf, type Known, type References, referencesOf } from '../known.js';
import { readDevices } from './ports.js';
import type { Names } from './references.js';
import { resourcesOf } from './template.js';
import { GROUP_TYPE, readTemplateGroups } from './template-groups.js';

export { parametersOf, templateKeyOf } from './template.js';

/** What templates make, once it is known what exists besides. */
export interface Templates {
  /** Ids of the groups that are made, and of the one that is there without being made. */
  readonly ids: ReadonlySet<string>;
  readonly ports: readonly Item[];
  readonly servers: readonly Item[];
  readonly groups: (known: Known) => readonly Group[];
}

/** Reads Heat templates; `existing` are the groups that the cloud is known to have already. */
export function readTemplates(
  documents: readonly Document[],
  parameters: ReadonlyMap<string, string>,
  existing: References,
  report: Report,
): Templates {
  const once = onlyOnce(report);
  const resources = documents.flatMap((document) => resourcesOf(document, parameters, once));
  const groups = resources.filter(({ type }) => type === GROUP_TYPE);
  const made = new Set(groups.map(({ name }) => name));
  const named = referencesOf(groups.map(({ name, properties }) => withId(name, properties)));
  // A resource's own name is none that the cloud knows.
  const names: Names = {
    made,
    existing: eitherOf(existing, { ids: new Set([DEFAULT]), byName: named.byName }),
  };
  const ids = new Set(documents.length === 0 ? [] : [...made, DEFAULT]);
  return {
    ids,
    ...readDevices(resources, names),
    groups: (known) => readTemplateGroups(resources, names, known),
  };
}

/** Every project has it without its being declared (fact 26). */
const DEFAULT = 'default';

function withId(id: string, { fields: { name }, span, report }: Item): Item {
  return new Item({ id, name }, span, report);
}

import type { Group } from '../../../definition/model.js';
import type { Report } from '../../../diagnostics/diagnostic.js';
import { type Document, spanAt } from '../../../document/document.js';
import { Item } from '../../shared/item.js';
import { onlyOnce } from '../../shared/only-once.js';
import { renamesOf, type StackIds } from '../../shared/stack-names.js';
import { eitherOf, type Known, type References, referencesOf } from '../known.js';
import { PORT_TYPE, readDevices, SERVER_TYPE } from './ports.js';
import { type Resource, resourcesOf } from './template.js';
import { GROUP_TYPE, readTemplateGroups, type Stack } from './template-groups.js';

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
  const templates = readApart(documents, parameters, report);
  const groupsIn = (resources: readonly Resource[]) => resources.filter(({ type }) => type === GROUP_TYPE);
  const groups = templates.flatMap(groupsIn);
  const made = new Set(groups.map(({ id }) => id));
  const named = referencesOf(groups.map(({ id, properties }) => withId(id, properties)));
  // A resource's own name is none that the cloud knows.
  const everywhere = eitherOf(existing, { ids: new Set([DEFAULT]), byName: named.byName });
  const stacks = templates.map((resources): Stack => {
    const own = new Map(groupsIn(resources).map(({ name, id }) => [name, id]));
    return { resources, names: { own, made, existing: everywhere } };
  });
  const devices = stacks.map(({ resources, names }) => readDevices(resources, names));
  return {
    ids: new Set(documents.length === 0 ? [] : [...made, DEFAULT]),
    ports: devices.flatMap(({ ports }) => ports),
    servers: devices.flatMap(({ servers }) => servers),
    groups: (known) => readTemplateGroups(stacks, known),
  };
}

/** The resources of each template, which is a stack of its own: what several call alike has the template's name in its id. */
function readApart(
  documents: readonly Document[],
  parameters: ReadonlyMap<string, string>,
  report: Report,
): readonly (readonly Resource[])[] {
  const once = onlyOnce(report);
  const templates = documents.map((document) => resourcesOf(document, parameters, once));
  const renames = renamesOf(
    templates.map((resources, i) => ({ span: spanAt(documents[i]!), ids: namedAmong(resources) })),
    report,
  );
  return templates.map((resources, i) => resources.map((one) => ({ ...one, id: renames[i]!(one.name) })));
}

/** What hosts, interfaces and groups are called. */
function namedAmong(resources: readonly Resource[]): StackIds['ids'] {
  return resources
    .filter(({ type }) => [GROUP_TYPE, PORT_TYPE, SERVER_TYPE].includes(type))
    .map(({ name, properties }) => ({ id: name, span: properties.span }));
}

/** Every project has it without its being declared (fact 26). */
const DEFAULT = 'default';

function withId(id: string, { fields: { name }, span, report }: Item): Item {
  return new Item({ id, name }, span, report);
}

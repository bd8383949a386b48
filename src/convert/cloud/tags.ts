import type { Definition, Host, Interface } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';

/** A host's tags in a cloud, which knows its name and its description by tags alone. */
export function hostTags(
  { id, name, description, tags, span }: Host,
  report: Report,
): ReadonlyMap<string, string> {
  const written = new Map(tags);
  if (name !== id || !isCloudId(id)) written.set('Name', name);
  const other = tags.get('Name');
  if (other !== undefined && other !== name) {
    const because = `a cloud knows the host by this tag, which says '${name}'`;
    report('left-out', span, { what: `the tag 'Name' of host '${id}', '${other}'`, because });
  }
  if (description !== '' && !written.has('Description')) written.set('Description', description);
  return written;
}

/** Ids of a cloud are no names. */
function isCloudId(id: string): boolean {
  return /^(i|eni)-[A-Za-z0-9]+$/.test(id);
}

/** The tags that a user may set: AWS sets those that begin with `aws:` itself. */
export function withoutReserved(
  tags: ReadonlyMap<string, string>,
): readonly (readonly [key: string, value: string])[] {
  return [...tags].filter(([key]) => !isReserved(key));
}

/** Tells once of all tags that are left out so; a stack puts three of them on whatever it makes. */
export function reportReserved({ groups, hosts }: Definition, report: Report): void {
  const holders = [...groups, ...hosts].filter(({ tags }) => [...tags.keys()].some(isReserved));
  const [first, ...others] = holders;
  if (!first) return;
  const keys = holders.flatMap(({ tags }) => [...tags.keys()].filter(isReserved));
  const more = others.length === 0 ? '' : ` and of ${others.length} more`;
  const what = `${keys.length === 1 ? `the tag '${keys[0]}'` : `${keys.length} tags such as '${keys[0]}'`} of '${first.name}'${more}`;
  report('left-out', first.span, { what, because: 'AWS sets tags that begin with aws: itself' });
}

function isReserved(key: string): boolean {
  return key.toLowerCase().startsWith('aws:');
}

/** What the host calls the interface, which a cloud does not know, stays to be read by people. */
export function interfaceTags({ id, name, device }: Interface): ReadonlyMap<string, string> {
  const called = device ?? (name === id ? undefined : name);
  return new Map(called === undefined ? [] : [['Name', called]]);
}

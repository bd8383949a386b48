import type { Host } from '../../definition/model.js';
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

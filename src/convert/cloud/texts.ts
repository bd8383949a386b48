import type { Group } from '../../definition/model.js';
import { nameFault } from '../../definition/names.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';

/** Fact 22: what AWS takes in a description, and how much of it. */
const REFUSED = /[^a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/gu;
const MAX_LENGTH = 255;

/** A description as AWS takes it: what it refuses becomes `_`, and what is too long is cut. Nothing is matched by it. */
export function awsDescription(text: string, span: Span, report: Report): string {
  const written = text.replace(REFUSED, '_').slice(0, MAX_LENGTH);
  if (written !== text) {
    const because = 'AWS takes up to 255 letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*';
    report('changed-text', span, { text, written, because });
  }
  return written;
}

/** Whether a group has a name that AWS takes (fact 22); one that it refuses is left out. Ids are no names. */
export function isAwsGroupName({ id, name, span }: Group, report: Report): boolean {
  if (name === id && name.startsWith('sg-')) return false;
  const problem = name.startsWith('sg-') ? "a name does not start with 'sg-'" : nameFault(name);
  if (problem !== undefined) report('left-out', span, { what: `the name '${name}'`, because: problem });
  return problem === undefined;
}

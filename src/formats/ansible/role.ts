import type { Document } from '../../document/document.js';
import { type Fields, isFields } from '../shared/item.js';
import { unknown } from '../shared/unknown.js';

/** Variables of a role around its tasks: `vars` hold over `defaults`. */
export interface RoleValues {
  readonly vars: Fields;
  readonly defaults: Fields;
}

const VALUES = /^(?<role>(?:.*\/)?)(?<kind>defaults|vars)\/main(?:\/[^/]+)?\.(?:ya?ml|json)$/;
const TASKS = /^(?<role>(?:.*\/)?)(?:tasks|handlers)\/[^/]+$/;

/** Whether a document is of the variables of a role, and of which. */
export function valuesOfRole(name: string): { readonly role: string; readonly kind: string } | undefined {
  return VALUES.exec(plain(name))?.groups as { role: string; kind: string } | undefined;
}

/** The variables that the role of a list of tasks has, among documents of variables. */
export function roleValues({ source }: Document, values: readonly Document[]): RoleValues {
  const role = roleOf(source.name);
  const of = (kind: string) => {
    const documents = values.filter((one) => {
      const found = valuesOfRole(one.source.name);
      return role !== undefined && found?.role === role && found.kind === kind;
    });
    return together(documents.map(({ value }) => (isFields(value) ? value : {})));
  };
  return { vars: of('vars'), defaults: of('defaults') };
}

/** What several files say. Which of them holds for a name that two of them have depends on how they are called. */
function together(files: readonly Fields[]): Fields {
  const found: Record<string, unknown> = {};
  for (const [name, value] of files.flatMap((one) => Object.entries(one)))
    found[name] = Object.hasOwn(found, name) ? unknown('is set in several files of the role') : value;
  return found;
}

/** The folder of the role that a list of tasks belongs to. */
export function roleOf(name: string): string | undefined {
  return TASKS.exec(plain(name))?.groups?.role;
}

export function plain(name: string): string {
  return name.replaceAll('\\', '/');
}

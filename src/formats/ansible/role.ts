import type { Document } from '../../document/document.js';
import { type Fields, isFields } from '../shared/item.js';

/** Variables of a role around its tasks: `vars` hold over `defaults`, and those of a block or task over both. */
export interface RoleValues {
  readonly vars: Fields;
  readonly defaults: Fields;
}

const VALUES = /^(?<role>.*?)(?<kind>defaults|vars)\/main\.(?:ya?ml|json)$/;
const TASKS = /^(?<role>.*?)(?:tasks|handlers)\/[^/]+$/;

/** Whether a document is of the variables of a role that one of the names has tasks of. */
export function isOfRole({ source, value }: Document, names: ReadonlySet<string>): boolean {
  const role = VALUES.exec(plain(source.name))?.groups?.role;
  return role !== undefined && isFields(value) && [...names].some((name) => roleOf(name) === role);
}

/** The variables that the role of a list of tasks has, among documents of variables. */
export function roleValues({ source }: Document, values: readonly Document[]): RoleValues {
  const role = roleOf(source.name);
  const of = (kind: string) =>
    values.flatMap((one) => {
      const found = VALUES.exec(plain(one.source.name))?.groups;
      return role !== undefined && found?.role === role && found.kind === kind ? [one.value as Fields] : [];
    });
  return { vars: Object.assign({}, ...of('vars')), defaults: Object.assign({}, ...of('defaults')) };
}

function roleOf(name: string): string | undefined {
  return TASKS.exec(plain(name))?.groups?.role;
}

function plain(name: string): string {
  return name.replaceAll('\\', '/');
}

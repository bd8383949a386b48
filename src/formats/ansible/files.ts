import path from 'node:path';
import type { Document } from '../../document/document.js';
import type { Elsewhere } from './elsewhere.js';
import { plain, roleOf } from './role.js';

/** Names of the documents with plays or tasks, to tell what of other files is there. */
export class Files {
  private readonly names: ReadonlySet<string>;
  private readonly roles: ReadonlyMap<string, readonly string[]>;

  constructor(documents: readonly Document[]) {
    const names = documents.map(({ source }) => fileOf(source.name));
    this.names = new Set(names);
    const roles = new Map<string, string[]>();
    for (const name of names) {
      const key = ROLE.exec(name)?.slice(1).join(' ');
      const same = key === undefined ? undefined : roles.get(key);
      if (same) same.push(name);
      else if (key !== undefined) roles.set(key, [name]);
    }
    this.roles = roles;
  }

  /** Whether what is taken from elsewhere is in the input. */
  has(elsewhere: Elsewhere): boolean {
    return this.of(elsewhere).length > 0;
  }

  /** The files of the input that are taken from elsewhere. */
  of({ kind, name, from, item }: Elsewhere): readonly string[] {
    if (name === undefined) return [];
    if (kind === 'role') return this.roles.get(`${path.posix.basename(name)} ${withoutEnding(from)}`) ?? [];
    return this.placesOf(item.span.source.name, name).filter((one) => this.names.has(one));
  }

  /** Whether a file is one of the further files of a role, which run where its main one includes them. */
  isFurther(file: string): boolean {
    const [, role, own] = /^(.*)\/tasks\/([^/]+)$/.exec(file) ?? [];
    if (own === undefined || withoutEnding(own) === 'main') return false;
    return ['yml', 'yaml', 'json'].some((ending) => this.names.has(`${role}/tasks/main.${ending}`));
  }

  /** Whether a file of tasks of one role is taken into another one, whose variables it has then. */
  isOfAnotherRole(elsewhere: Elsewhere): boolean {
    const own = roleOf(elsewhere.item.span.source.name);
    return (
      elsewhere.kind === 'tasks' &&
      this.of(elsewhere).some((file) => roleOf(file) !== undefined && roleOf(file) !== own)
    );
  }

  /** Whether it may be the file in which it is asked for. */
  isItself({ kind, name, item }: Elsewhere): boolean {
    const own = fileOf(item.span.source.name);
    if (name === undefined) return true;
    return kind !== 'role' && this.placesOf(own, name).includes(own);
  }

  /** Where a file is looked for: beside the one that asks for it, and among the tasks of its role. */
  private placesOf(asking: string, name: string): readonly string[] {
    const folder = path.posix.dirname(plain(asking));
    const [role] = /^.*?(?=(?:^|\/)(?:tasks|handlers)(?:\/|$))/.exec(folder) ?? [];
    const folders = [
      folder,
      `${folder}/tasks`,
      ...(role === undefined ? [] : [role || '.', `${role || '.'}/tasks`]),
    ];
    return [name, ...folders.map((one) => `${one}/${name}`)].map((one) => path.posix.normalize(one));
  }
}

/** The name of a document, as it is compared. */
export function fileOf(name: string): string {
  return path.posix.normalize(plain(name));
}

const ROLE = /(?:^|\/)([^/]+)\/tasks\/([^/]+)\.(?:ya?ml|json)$/;

function withoutEnding(file: string): string {
  return file.replace(/\.(?:ya?ml|json)$/, '');
}

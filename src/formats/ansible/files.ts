import path from 'node:path';
import type { Document } from '../../document/document.js';
import type { Elsewhere } from './elsewhere.js';
import { plain } from './role.js';

/** Names of the documents with plays or tasks, to tell what of other files is there. */
export class Files {
  private readonly names: ReadonlySet<string>;
  private readonly roles: ReadonlySet<string>;

  constructor(documents: readonly Document[]) {
    const names = documents.map(({ source }) => path.posix.normalize(plain(source.name)));
    this.names = new Set(names);
    this.roles = new Set(names.flatMap((name) => ROLE.exec(name)?.slice(1).join(' ') ?? []));
  }

  /** Whether what is taken from elsewhere is in the input. */
  has({ kind, name, from, item }: Elsewhere): boolean {
    if (name === undefined) return false;
    if (kind === 'role') return this.roles.has(`${path.posix.basename(name)} ${withoutEnding(from)}`);
    return this.placesOf(item.span.source.name, name).some((one) => this.names.has(one));
  }

  /** Whether it may be the file in which it is asked for. */
  isItself({ kind, name, item }: Elsewhere): boolean {
    const own = path.posix.normalize(plain(item.span.source.name));
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

const ROLE = /(?:^|\/)([^/]+)\/tasks\/([^/]+)\.(?:ya?ml|json)$/;

function withoutEnding(file: string): string {
  return file.replace(/\.(?:ya?ml|json)$/, '');
}

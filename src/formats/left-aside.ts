import type { Report } from '../diagnostics/diagnostic.js';
import { startOf } from '../document/decode.js';
import type { TextFile } from '../document/file.js';
import { isJson } from '../document/is-json.js';

/** Why a file of a folder is ignored. */
export type Reason = 'other' | 'empty' | 'template' | 'unreadable';

export interface LeftAside {
  readonly file: TextFile;
  readonly reason: Reason;
}

/** A file that may be an inventory by its name is told of only where nobody can know whether it is one. */
function isTold({ file: { found } }: LeftAside): boolean {
  return found!.beside !== 'inventory' || found!.fault !== undefined;
}

/** Names that are shown. */
const SHOWN = 3;

/** One line for all that was found in a folder and is of something else. */
export function reportLeftAside(all: readonly LeftAside[], taken: readonly TextFile[], report: Report): void {
  const told = all.filter(isTold);
  const folders = new Set(told.map(({ file }) => file.found!.folder));
  for (const folder of folders) {
    const own = told.filter(({ file }) => file.found!.folder === folder);
    const names = own.map(({ file }) => file.name.slice(folder.length).replace(/^\/+/, ''));
    const some = names.length > SHOWN ? `${names.slice(0, SHOWN).join(', ')}, …` : names.join(', ');
    const count = {
      files: own.length === 1 ? 'a file' : `${own.length} files`,
      kinds: `${kindsOf(own)}: ${some}`,
    };
    if (taken.some(({ found }) => found?.folder === folder))
      report('left-aside', startOf(folder), { ...count, folder });
    else report('nothing-found', startOf(folder), { ...count, name: folder });
  }
}

function kindsOf(all: readonly LeftAside[]): string {
  const counts = new Map<string, number>();
  for (const one of all) counts.set(kindOf(one), (counts.get(kindOf(one)) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
}

function kindOf({ file, reason }: LeftAside): string {
  if (reason === 'empty') return 'empty';
  if (reason === 'template') return 'Jinja template';
  if (file.found!.beside === 'inventory') return 'not text';
  const kind = isJson(file.name, file.text) ? 'JSON' : 'YAML';
  return reason === 'unreadable' ? `not valid ${kind}` : kind;
}

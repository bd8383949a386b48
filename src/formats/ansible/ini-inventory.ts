import path from 'node:path';
import type { Report } from '../../diagnostics/diagnostic.js';
import { ReadSource, type Span } from '../../diagnostics/source.js';
import { hasControlCharacter } from '../../document/control.js';
import type { Document, OpenDocument } from '../../document/document.js';
import type { TextFile } from '../../document/file.js';
import { openDocument } from '../../document/read.js';
import { isFields } from '../shared/item.js';
import { type Ini, readIni } from './ini.js';

/** Whether a name says that a file is an inventory, whatever is in it. */
const CALLED_SO = /^(?:hosts|inventory)[-\w]*(?:\.ini)?$/;

const OTHER = /\.(?:ya?ml|json|tfstate|template)$/i;

/** What begins so is JSON or YAML, and may be large. */
const STRUCTURED = /^\s*(?:\{|\[\s*[{"]|---|- )/;

/** Bytes that say so nearly always, without the text being decoded. */
const HEAD = 256;

/** An inventory in INI, in place of the value that a document of YAML has. It has no keys, so that it looks like nothing else. */
export class IniInventory {
  readonly #ini: Ini;

  constructor(ini: Ini) {
    this.#ini = ini;
  }

  /** Names of variables that it sets; absent where that can be any, since a line cannot be read. */
  variables({ source }: Document): readonly { readonly name: string | undefined; readonly span: Span }[] {
    const { names, faults } = this.#ini;
    return [
      ...names.map(({ text, offsets }) => ({ name: text, span: { source, offsets } })),
      ...faults.slice(0, 1).map(({ offsets }) => ({ name: undefined, span: { source, offsets } })),
    ];
  }

  reportFaults({ source }: Document, report: Report): void {
    const [first, ...more] = this.#ini.faults;
    if (!first) return;
    const others = more.length > 0 ? `, nor ${more.length} more` : '';
    const problem = `the inventory has ${first.text}, which Ansible does not read${others}: it may set any variable`;
    report('ignored-value', { source, offsets: first.offsets }, { problem });
  }
}

/** Opens an inventory in INI; nothing for a file that is none, or that Ansible takes for YAML first. */
export function openInventory(file: TextFile): OpenDocument | undefined {
  const { name } = file;
  if (OTHER.test(name) || file.found?.beside === 'variables' || isStructured(file)) return undefined;
  const { text } = file;
  const source = new ReadSource(name, text);
  if (hasControlCharacter(source, () => {})) return undefined;
  const ini = readIni(text);
  if (!isInventory(ini, path.basename(name))) return undefined;
  if (ini.faults.length > 0 && !name.endsWith('.ini') && isYaml(file)) return undefined;
  const value = new IniInventory(ini);
  const document = { source, value };
  const as: OpenDocument['as'] = (_, report) => {
    value.reportFaults(document, report);
    return document;
  };
  return { ...document, as };
}

function isStructured(file: TextFile): boolean {
  return STRUCTURED.test(file.content?.slice(0, HEAD) ?? '') || STRUCTURED.test(file.text);
}

/** Many files are called `.ini` or have no ending. One that is not read whole has to say in another way that it is an inventory. */
function isInventory({ names, faults, sections }: Ini, name: string): boolean {
  if (CALLED_SO.test(name) || sections === 'own') return true;
  return faults.length === 0 && (sections === 'some' || names.length > 0);
}

function isYaml(file: TextFile): boolean {
  const value = openDocument(file, () => {})?.value;
  return isFields(value) || (Array.isArray(value) && value.some(isFields));
}

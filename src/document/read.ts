import type { Report } from '../diagnostics/diagnostic.js';
import { onKey, type Path, type Source } from '../diagnostics/source.js';
import { controlCharacterIn, hasControlCharacter } from './control.js';
import { type Dialect, newestYaml } from './dialect.js';
import type { Document, OpenDocument } from './document.js';
import type { TextFile } from './file.js';
import { isJson } from './is-json.js';
import { openJson } from './json.js';
import { openPlainJson } from './plain-json.js';
import { openYaml } from './yaml.js';

/** Opens a file as JSON if it is called or looks like JSON, else as YAML. Long lists under `inPieces` are read as they are looked at. */
export function openDocument(
  file: TextFile,
  report: Report,
  inPieces: ReadonlySet<string> = new Set(),
): OpenDocument | undefined {
  return openPlainJson(file, inPieces) ?? openWhole(file, report);
}

function openWhole(file: TextFile, report: Report): OpenDocument | undefined {
  const { name } = file;
  const text = withoutWrapper(file.text);
  const source: Source = { name, text };
  if (hasControlCharacter(source, report)) return undefined;
  return shallow(source, report, () => {
    const opened = openTree(name, text, report);
    return (
      opened && {
        ...opened,
        as: (dialect, report) => shallow(source, report, () => opened.as(dialect, report)),
      }
    );
  });
}

/**
 * The wrapper that CI puts around `terraform` prints its command before the output, and commands to the runner behind it.
 * They become spaces, so that all places stay.
 */
function withoutWrapper(text: string): string {
  if (!text.startsWith('[command]')) return text;
  return text.replace(/^\[command\].*|^::.*$/gm, (line) => ' '.repeat(line.length));
}

/** Reads a file whose dialect is known. */
export function readDocument(
  file: TextFile,
  report: Report,
  dialect: Dialect = newestYaml,
): Document | undefined {
  return openDocument(file, report)?.as(dialect, report);
}

/** What is nested too deeply is reported. */
function shallow<T>(source: Source, report: Report, work: () => T | undefined): T | undefined {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    report('syntax', { source, offsets: { start: 0, end: 1 } }, { problem: 'this is nested too deeply' });
    return undefined;
  }
}

function openTree(name: string, text: string, report: Report): OpenDocument | undefined {
  const document = isJson(name, text) ? openJson(name, text, report) : openYaml(name, text, report);
  // Without escapes a value can only hold characters that the file holds.
  if (!document || !text.includes('\\')) return document;
  return hasHiddenControl(document.source, document.value, [], report) ? undefined : document;
}

function hasHiddenControl(source: Source, value: unknown, path: Path, report: Report): boolean {
  if (typeof value === 'string') {
    const character = controlCharacterIn(value);
    if (character !== undefined) report('control-character', { source, path }, { character });
    return character !== undefined;
  }
  if (typeof value !== 'object' || value === null) return false;
  let found = false;
  for (const [key, below] of Object.entries(value)) {
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    const character = controlCharacterIn(key);
    if (character !== undefined) report('control-character', onKey({ source, path: here }), { character });
    found = hasHiddenControl(source, below, here, report) || character !== undefined || found;
  }
  return found;
}

import type { Report } from '../diagnostics/diagnostic.js';
import { onKey, type Path, type Source } from '../diagnostics/source.js';
import { controlCharacterIn, hasControlCharacter } from './control.js';
import type { Document } from './document.js';
import type { TextFile } from './file.js';
import { readJson } from './json.js';
import { readYaml } from './yaml.js';

/** Reads a file as JSON if it is called or looks like JSON, else as YAML. */
export function readDocument({ name, text }: TextFile, report: Report): Document | undefined {
  const source: Source = { name, text };
  if (hasControlCharacter(source, report)) return undefined;
  try {
    return readTree(name, text, report);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    report('syntax', { source, offsets: { start: 0, end: 1 } }, { problem: 'this is nested too deeply' });
    return undefined;
  }
}

function readTree(name: string, text: string, report: Report): Document | undefined {
  const looksLikeJson = /\.(json|tfstate)$/i.test(name) || (/^\s*[[{]/.test(text) && !/\.ya?ml$/i.test(name));
  const document = looksLikeJson ? readJson(name, text, report) : readYaml(name, text, report);
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

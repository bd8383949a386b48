import type { Offsets } from '../../diagnostics/source.js';

/** An inventory in INI, as far as it matters here. */
export interface Ini {
  /** Names of variables, of hosts and of groups. A name that is set twice stands here twice. */
  readonly names: readonly Placed[];
  /** What Ansible does not read in it, in words. */
  readonly faults: readonly Placed[];
  /** Whether it has sections, and whether one of them can be in no other INI file. */
  readonly sections: 'none' | 'some' | 'own';
}

export interface Placed {
  readonly text: string;
  readonly offsets: Offsets;
}

const SECTION = /^\[[^:\]\s]+(?::(\w+))?\]\s*(?:#.*)?$/;

const CHILD = /^[^:\]\s]+\s*(?:#.*)?$/;

/** Reads every line as Ansible does. It gives up at the first one that it does not understand, and keeps what it has until then. */
export function readIni(text: string): Ini {
  const names: Placed[] = [];
  const faults: Placed[] = [];
  let sections: Ini['sections'] = 'none';
  let kind = 'hosts';
  for (const { text: line, offsets } of linesOf(text)) {
    const section = SECTION.exec(line);
    if (section) {
      kind = section[1] ?? 'hosts';
      if (!KINDS.has(kind)) faults.push({ text: `a section of the kind '${kind}'`, offsets });
      if (section[1] !== undefined && KINDS.has(kind)) sections = 'own';
      else if (sections === 'none') sections = 'some';
      continue;
    }
    const found = /^\[.*\]$/.test(line) ? undefined : namesOf(line, kind);
    if (found) for (const name of found) names.push({ text: name, offsets });
    else faults.push({ text: `'${line}'`, offsets });
  }
  return { names, faults, sections };
}

const KINDS: ReadonlySet<string> = new Set(['hosts', 'vars', 'children']);

/** Lines that say something, without what is around them. */
function* linesOf(text: string): Generator<Placed> {
  let start = 0;
  for (const line of text.split(/(?<=\r\n|\n|\r(?!\n)|[\u2028\u2029])/)) {
    const said = line.trim();
    const from = start + line.length - line.trimStart().length;
    if (!/^(?:$|[;#])/.test(said)) yield { text: said, offsets: { start: from, end: from + said.length } };
    start += line.length;
  }
}

/** The variables that a line sets in a section of a kind; nothing where it can be no line of it. */
function namesOf(line: string, kind: string): readonly string[] | undefined {
  if (kind === 'vars') return line.includes('=') ? [line.slice(0, line.indexOf('=')).trim()] : undefined;
  if (kind === 'children') return CHILD.test(line) ? [] : undefined;
  if (kind !== 'hosts') return undefined;
  const [host, ...rest] = wordsOf(line) ?? [];
  if (host === undefined || host === '---' || host.endsWith(':')) return undefined;
  return rest.every((word) => word.includes('='))
    ? rest.map((word) => word.slice(0, word.indexOf('=')))
    : undefined;
}

/** A part of a word, as a shell has them; `#` begins a comment wherever it stands. */
const PART = /([^ \t"'\\#]+)|\\([\s\S])|"((?:\\[\s\S]|[^"\\])*)"|'([^']*)'/y;

/** The words of a line without their quotes; nothing where a quote stays open. */
function wordsOf(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let at = 0;
  while (at < line.length && line[at] !== '#') {
    if (/[ \t]/.test(line[at]!)) {
      if (word !== undefined) words.push(word);
      word = undefined;
      at += 1;
      continue;
    }
    PART.lastIndex = at;
    const part = PART.exec(line);
    if (!part) return undefined;
    const [all, plain, escaped, double, single] = part;
    word = (word ?? '') + (plain ?? escaped ?? double?.replace(/\\(["\\])/g, '$1') ?? single);
    at += all.length;
  }
  return word === undefined ? words : [...words, word];
}

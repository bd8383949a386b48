import type { Faults } from './faults.js';
import { countLines, type Section } from './section.js';
import type { Hole, KnownShellPrograms, ShellProgramKind, ShellProgramLine } from './shell-program.js';

/** The texts that a script holds for iptables-restore and ipset. */
export type Held = ReadonlyMap<Hole, Section>;

/**
 * Takes a script apart into the shell program and the texts that it holds. Line by line, the program must be the one that is
 * known; the first line that is not is reported, and then there is no telling what any of it does.
 */
export function readFrame(
  text: string,
  target: ShellProgramKind['target'],
  known: KnownShellPrograms,
  faults: Faults,
): Held | undefined {
  const [first, ...rest] = known(kindOf(text, target));
  const held = new Map<Hole, Section>();
  const script = new Cursor(text);
  if (!script.takeLine(textOf(first))) return fail(script, faults, textOf(first));
  // Both begin with comments that say where the script comes from.
  script.skipComments();
  const program = rest.slice(rest.findIndex((line) => 'hole' in line || !line.text.startsWith('#')));
  for (const [i, line] of program.entries()) {
    if ('hole' in line) {
      const end = textOf(program[i + 1]);
      const section = script.upTo(end);
      if (!section) return fail(script, faults, end);
      held.set(line.hole, section);
    } else if (!script.takeLine(line.text)) return fail(script, faults, line.text);
  }
  return script.isAtEnd ? held : fail(script, faults, 'the end of the script');
}

function textOf(line: ShellProgramLine | undefined): string {
  if (line === undefined || 'hole' in line) throw new Error('nothing ends the text that the script holds');
  return line.text;
}

function fail(script: Cursor, faults: Faults, expected: string): undefined {
  const problem = `this is not the known shell program; expected ${expected === '' ? 'an empty line' : `'${expected}'`}`;
  faults.report(script.line, problem);
  return undefined;
}

/** Which shell program a script seems to hold: a guess, which comparing the program then confirms or not. */
export function kindOf(text: string, target: ShellProgramKind['target']): ShellProgramKind {
  const [, xtables = 'default'] =
    /^(?: +\S*ipv[46]\) |for program in )ip6?tables-(legacy|nft)-/m.exec(text) ?? [];
  const holds = (name: string) => text.includes(`\n${name}() {\n  cat <<`);
  return {
    target,
    xtables: xtables as ShellProgramKind['xtables'],
    early: { ipv4: holds('early_ipv4'), ipv6: holds('early_ipv6') },
  };
}

/** Goes through a script line by line. */
class Cursor {
  readonly #text: string;
  #at = 0;
  line = 1;

  constructor(text: string) {
    this.#text = text;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#text.length;
  }

  get #lineEnd(): number {
    const newline = this.#text.indexOf('\n', this.#at);
    return newline < 0 ? this.#text.length : newline;
  }

  /** Goes on if the line is exactly this one. */
  takeLine(line: string): boolean {
    const end = this.#at + line.length;
    if (
      !this.#text.startsWith(line, this.#at) ||
      (end < this.#text.length && this.#text.charCodeAt(end) !== 10)
    )
      return false;
    this.#at = end + 1;
    this.line++;
    return true;
  }

  /** Lines that the shell skips. A control character in one might not be what it seems to whoever reads it. */
  skipComments(): void {
    while (this.#text.startsWith('#', this.#at) && !hasControl(this.#text.slice(this.#at, this.#lineEnd))) {
      this.#at = this.#lineEnd + 1;
      this.line++;
    }
  }

  /** The lines up to the first that is exactly `end`, as the shell ends a text that it holds; goes to that line. */
  upTo(end: string): Section | undefined {
    const start = this.#at;
    // The line break before the text may be the one that the end needs.
    const found = this.#text.indexOf(`\n${end}\n`, start - 1);
    if (found < 0) return undefined;
    const section = { text: this.#text, start, end: Math.max(start, found), line: this.line };
    this.line += countLines(this.#text, start, found + 1);
    this.#at = found + 1;
    return section;
  }
}

function hasControl(line: string): boolean {
  for (let i = 0; i < line.length; i++) {
    const code = line.charCodeAt(i);
    if ((code < 32 && code !== 9) || code === 127) return true;
  }
  return false;
}

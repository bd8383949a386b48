import type { Scalar } from 'yaml';
import type { Path } from '../diagnostics/source.js';
import { spanOf, type YamlContext } from './yaml-context.js';

/** What is written, and what YAML 1.1 and 1.2 make of it. */
export interface Readings {
  readonly written: string;
  readonly old: unknown;
  readonly newer: unknown;
}

interface Doubt extends Readings {
  readonly scalars: Scalar[];
}

/** More spellings than a person puts in quotes, and places that are shown beside the first. */
const SPELLINGS = 20;
const MORE = 2;

/** Scalars that YAML 1.1 and 1.2 read as different things, where something depends on them: told once a spelling. */
export class Doubts {
  readonly #context: YamlContext;
  readonly #found = new Map<string, Doubt>();

  constructor(context: YamlContext) {
    this.#context = context;
  }

  add(scalar: Scalar, readings: Readings, path: Path): void {
    const { dialect, value } = this.#context;
    const { old, written } = readings;
    // What stands for a value that is not known tells of itself where it is used.
    if (dialect.isUsed === undefined || (typeof old === 'object' && old !== null)) return;
    if (!dialect.isUsed(path, value)) return;
    const same = this.#found.get(written);
    if (same) same.scalars.push(scalar);
    else this.#found.set(written, { ...readings, scalars: [scalar] });
  }

  tell(): void {
    const all = [...this.#found.values()];
    for (const doubt of all.slice(0, SPELLINGS)) this.#tellOne(doubt);
    const { source, report } = this.#context;
    const [next, ...others] = all.slice(SPELLINGS);
    if (next === undefined) return;
    const problem = `${others.length + 1} more spellings here are read differently by YAML 1.1 and 1.2`;
    report(
      'yaml-versions',
      spanOf(next.scalars[0]!, source),
      { problem },
      { suggestion: 'put them in quotes' },
    );
  }

  #tellOne({ written, old, newer, scalars }: Doubt): void {
    const { source, report, dialect } = this.#context;
    const { older } = dialect;
    const problem = older
      ? `${older.tool} reads this as ${inWords(old)} (YAML 1.1), not as ${inWords(newer)}`
      : `this is ${inWords(newer)}; YAML 1.1 parsers read it as ${inWords(old)}`;
    const meant = older ? old : newer;
    const suggestion =
      typeof meant === 'string' ? `write "${written}"` : `write ${String(meant)}, or "${written}"`;
    const [first, ...others] = scalars.map((one) => spanOf(one, source));
    const related = others
      .slice(0, MORE)
      .map((span, i) => ({ message: furtherPlace(i, others.length), span }));
    report('yaml-versions', first, { problem }, { suggestion, related });
  }
}

function furtherPlace(index: number, count: number): string {
  return index === MORE - 1 && count > MORE ? `and here, and in ${count - MORE} more places` : 'and here';
}

function inWords(value: unknown): string {
  if (typeof value === 'string') return `the text '${value}'`;
  return value === undefined ? 'something else' : String(value);
}

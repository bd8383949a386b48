/** A text that was read: a file, or standard input. */
export interface Source {
  /** As the user named it, relative to where the command ran; shown in diagnostics. */
  readonly name: string;
  readonly text: string;
}

/** Finds the text that a path of keys and indexes leads to. */
export type Locate = (path: Path, onKey: boolean) => Offsets | undefined;

/** A source in which places are looked up. What is copied to another thread is a plain source there. */
export class ReadSource implements Source {
  readonly name: string;
  readonly #text: { readonly text: string };
  readonly #locate: Locate | undefined;
  #lineStarts: readonly number[] | undefined;

  /** `text` is asked for when a place is to be shown. Plain line-by-line texts have no `locate`. */
  constructor(name: string, text: string | { readonly text: string }, locate?: Locate) {
    this.name = name;
    this.#text = typeof text === 'string' ? { text } : text;
    this.#locate = locate;
  }

  get text(): string {
    return this.#text.text;
  }

  locate(path: Path, onKey: boolean): Offsets | undefined {
    return this.#locate?.(path, onKey);
  }

  /** A file with thousands of faults is searched for its lines only once. */
  get lineStarts(): readonly number[] {
    this.#lineStarts ??= lineStartsOf(this.text);
    return this.#lineStarts;
  }
}

/** Keys and indexes from the root of a document to a value. */
export type Path = readonly (string | number)[];

/** `start` ≤ position < `end`, in UTF-16 units of the text. */
export interface Offsets {
  readonly start: number;
  readonly end: number;
}

/**
 * A place in a source. Structured documents keep the path and work out offsets only when a diagnostic is printed,
 * since positions for every value of a large document cost more than reading it.
 */
export type Span = { readonly source: Source; readonly offsets: Offsets } | PathSpan;

interface PathSpan {
  readonly source: Source;
  readonly path: Path;
  readonly onKey?: boolean;
}

/** The span of a value below another one, one or two steps down. */
export function below(span: Span, step: string | number, next?: string | number): Span {
  return 'path' in span ? new NestedSpan(span, step, next) : span;
}

/** Nearly no span is ever shown, so it is put together when it is. */
class NestedSpan implements PathSpan {
  readonly above: PathSpan;
  readonly step: string | number;
  readonly next: string | number | undefined;

  constructor(above: PathSpan, step: string | number, next: string | number | undefined) {
    this.above = above;
    this.step = step;
    this.next = next;
  }

  get source(): Source {
    return this.above.source;
  }

  get path(): Path {
    const path = [...this.above.path, this.step];
    return this.next === undefined ? path : [...path, this.next];
  }
}

/** A span that was copied from another thread, as one of the sources here: what is copied has lost its methods. */
export function revived(span: Span, sources: ReadonlyMap<string, Source>): Span {
  const { above, step, next } = span as Partial<NestedSpan>;
  if (above) return new NestedSpan(revived(above, sources) as PathSpan, step!, next);
  return { ...span, source: sources.get(span.source.name) ?? span.source };
}

/** The same place, pointing at the key rather than at its value. */
export function onKey(span: Span): Span {
  return 'path' in span ? { source: span.source, path: span.path, onKey: true } : span;
}

/** Tells places of one source apart, without working out where they are. */
export function placeKey(span: Span): Offsets | Path {
  return 'offsets' in span ? span.offsets : span.path;
}

/** Where a span begins and ends; a path that leads nowhere falls back to the nearest value above it. */
export function offsetsOf(span: Span): Offsets {
  if ('offsets' in span) return span.offsets;
  const { source, path } = span;
  if (!(source instanceof ReadSource)) return { start: 0, end: 0 };
  for (let length = path.length; length >= 0; length--) {
    const exact = length === path.length;
    const offsets = source.locate(path.slice(0, length), exact ? (span.onKey ?? false) : true);
    if (offsets) return offsets;
  }
  return { start: 0, end: 0 };
}

export interface Position {
  /** From 1. */
  readonly line: number;
  /** From 1, in characters as a terminal counts them. */
  readonly column: number;
  /** UTF-16 units from the beginning of the line. */
  readonly offset: number;
  /** The whole line, without its end. */
  readonly text: string;
}

export function positionAt(source: Source, offset: number): Position {
  const starts = source instanceof ReadSource ? source.lineStarts : lineStartsOf(source.text);
  const line = lineOf(starts, offset);
  const start = starts[line - 1]!;
  const end = starts[line] === undefined ? source.text.length : starts[line]! - 1;
  const text = source.text.slice(start, end).replace(/\r$/, '');
  const before = source.text.slice(start, offset);
  const pairs = before.match(/[\ud800-\udbff]/g)?.length ?? 0;
  return { line, column: before.length - pairs + 1, offset: offset - start, text };
}

function lineStartsOf(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The last line, from 1, that starts at or before the offset. */
function lineOf(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle;
  }
  return low + 1;
}

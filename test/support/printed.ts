/** A diagnostic as a person reads it. */
export interface Printed extends Place {
  readonly severity: string;
  readonly code: string;
  readonly message: string;
  readonly suggestion: string | undefined;
  readonly related: readonly (Place & { readonly message: string })[];
}

interface Place {
  /** `file:line:column` */
  readonly place: string | undefined;
  /** The text above the carets; absent where no line is shown. */
  readonly blamed: string | undefined;
}

const HEAD = /^(?:(.+?:\d+:\d+): )?(error|warning|advice)\[([a-z-]+)\]: (.*)$/;
const RELATED = /^ {2}(\S.*?:\d+:\d+): (.*)$/;
const FRAME = /^ {2}\d+ \| (.*)\n +\| ( *)(\^+)$/m;
const HELP = /^ {2}help: (.*)$/m;

/** Reads diagnostics back from standard error; lines that belong to none are left out. */
export function readPrinted(stderr: string): readonly Printed[] {
  return blocksOf(stderr, HEAD).map((block) => {
    const [own, ...others] = blocksOf(block, RELATED, true);
    const [, place, severity, code, message] = HEAD.exec(own!.split('\n')[0]!)!;
    const related = others.map((other) => {
      const [, where, what] = RELATED.exec(other.split('\n')[0]!)!;
      return { place: where, message: what!, blamed: blamedIn(other) };
    });
    return {
      place,
      severity: severity!,
      code: code!,
      message: message!,
      blamed: blamedIn(own!),
      suggestion: HELP.exec(own!)?.[1],
      related,
    };
  });
}

/** Runs of lines that begin with one that matches; with `first`, the lines before the first match are a run too. */
function blocksOf(text: string, head: RegExp, first = false): readonly string[] {
  const blocks: string[] = [];
  for (const line of text.split('\n')) {
    if (head.test(line) || (first && blocks.length === 0)) blocks.push(line);
    else if (blocks.length > 0) blocks[blocks.length - 1] += `\n${line}`;
  }
  return blocks;
}

function blamedIn(block: string): string | undefined {
  const frame = FRAME.exec(block);
  if (!frame) return undefined;
  const [, line, indent, carets] = frame as unknown as [string, string, string, string];
  return line.slice(indent.length, indent.length + carets.length);
}

/** A fenced block: the words behind its fence, and what stands in it. */
export interface Block {
  readonly words: readonly string[];
  readonly text: string;
  /** Of its opening fence, from 1. */
  readonly line: number;
}

/** The fenced blocks of a page, in order. */
export function blocksOf(markdown: string): readonly Block[] {
  const blocks: Block[] = [];
  let open: { words: readonly string[]; line: number; lines: string[] } | undefined;
  markdown.split('\n').forEach((line, index) => {
    const fence = /^```(.*)$/.exec(line);
    if (!fence) open?.lines.push(line);
    else if (open) {
      blocks.push({ words: open.words, line: open.line, text: `${open.lines.join('\n')}\n` });
      open = undefined;
    } else open = { words: fence[1]!.trim().split(/\s+/), line: index + 1, lines: [] };
  });
  if (open) throw new Error(`the fence of line ${open.line} stays open`);
  return blocks;
}

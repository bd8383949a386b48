import { UsageError } from '../exit.js';

export interface Asked<T> {
  /** Without a mark at its end. */
  readonly question: string;
  /** What an empty answer means. Undefined: nothing, so that it has to be answered. */
  readonly proposal: string | undefined;
  /** False: what is proposed is taken. */
  readonly isAsked: boolean;
  /** Throws a `UsageError` for an answer that cannot be; it is asked again then. */
  readonly read: (words: readonly string[]) => T;
}

/** Asks on a terminal; elsewhere, nobody could answer. Undefined: nobody is asked, and nothing was proposed. */
export async function ask<T>({ question, proposal, isAsked, read }: Asked<T>): Promise<T | undefined> {
  if (!isAsked || !process.stdin.isTTY)
    return isAsked || proposal === undefined ? undefined : read(wordsOf(proposal));
  const { createInterface } = await import('node:readline/promises');
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const shown = proposal ? ` [${proposal}]` : '';
  try {
    for (;;) {
      const answer = (await asking.question(`${question}${shown}: `)).trim() || proposal;
      if (answer === undefined) continue;
      try {
        return read(wordsOf(answer));
      } catch (error) {
        if (!(error instanceof UsageError)) throw error;
        process.stderr.write(`${error.message}\n`);
      }
    }
  } finally {
    asking.close();
  }
}

function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}

import { complete, type Offer } from './complete.js';
import { splitLine } from './split.js';

/** The first word of a command line that a shell's own completion asks with; nobody types it. */
export const ASKS = '__complete';

/**
 * Answers a shell: the kind of what is offered, then a line for each word, with a tab before what it is. The shell gives the
 * line before and behind the cursor, or the number of the word at hand and all words behind the program's name. It never
 * fails, since its words would stand in somebody's command line.
 */
export async function answer([form, ...args]: readonly string[]): Promise<void> {
  const offer = await (form === 'line' ? fromLine(args) : fromWords(args)).catch((): Offer => NOTHING);
  const lines = offer.words.filter(({ text }) => isPlain(text)).map(({ text, what }) => `${text}\t${what}`);
  process.stdout.write(`${[offer.kind, ...lines].join('\n')}\n`);
}

const NOTHING: Offer = { kind: 'words', words: [] };

async function fromLine([before = '', after = '']: readonly string[]): Promise<Offer> {
  const words = splitLine(before).slice(1);
  const rest = splitLine(after.replace(/^\S+/, '')).filter((word) => word !== '');
  return complete([...words, ...rest], words.length - 1);
}

async function fromWords([at = '0', ...words]: readonly string[]): Promise<Offer> {
  return complete(words, Number(at));
}

/** A name of a definition that would end a line of the answer is not offered. */
function isPlain(text: string): boolean {
  return !/\p{Cc}/u.test(text);
}

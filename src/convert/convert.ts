import type { Report } from '../diagnostics/diagnostic.js';
import type { Linked } from '../policy/link.js';
import { follow } from './followed.js';
import { writeNative } from './native/write.js';
import type { Format } from './target.js';

export interface ConvertOptions {
  readonly format: Format;
  /** Write the fewest rules that mean the same, in place of those that are there. */
  readonly minimal: boolean;
}

export interface Converted {
  readonly text: string;
}

/** The definition in another format. What that format cannot hold is expanded exactly, or reported. */
export function convert(linked: Linked, { format }: ConvertOptions, report: Report): Converted {
  const followed = follow(linked);
  switch (format) {
    case 'native':
      return { text: writeNative(followed, report) };
    default:
      throw new Error(`no writer for ${format}`);
  }
}

import { styleText } from 'node:util';
import { type Paint, plain } from '../diagnostics/print.js';

/** Colours for a stream: none unless it is a terminal and NO_COLOR is unset. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  if (!stream.isTTY || process.env.NO_COLOR) return plain;
  return {
    error: (text) => styleText(['bold', 'red'], text),
    warning: (text) => styleText(['bold', 'yellow'], text),
    advice: (text) => styleText(['bold', 'blue'], text),
    place: (text) => styleText('bold', text),
    caret: (text) => styleText('green', text),
    hint: (text) => styleText('cyan', text),
  };
}

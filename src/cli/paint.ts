import { styleText } from 'node:util';
import { type Paint, plain } from '../diagnostics/print.js';

/** Colours for a stream: none unless it is a terminal that knows them and NO_COLOR is unset. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  if (!stream.isTTY || process.env.NO_COLOR || process.env.TERM === 'dumb') return plain;
  // Node would ask about stdout, whatever the stream, and finds no colour wherever CI is set.
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { validateStream: false });
  return {
    error: style(['bold', 'red']),
    warning: style(['bold', 'yellow']),
    advice: style(['bold', 'blue']),
    place: style('bold'),
    caret: style('green'),
    hint: style('cyan'),
  };
}

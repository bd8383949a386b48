import { addValues, type Reading, single } from './reading.js';
import { shown } from './words.js';

const ICMP = 1;

/** The byte of the IPv4 header that holds the protocol is 0: iptables has no other way to say so. */
const PROTOCOL_ZERO = '6&255=0';

/** Of IPv4 that is no later fragment, the first 16 bits behind the header: of ICMP, type and code. */
const FIRST_CELL = /^4&8191=0&&0>>22&60@0>>16=(0|[1-9][0-9]*)(?::(0|[1-9][0-9]*))?$/;

/**
 * Understands what the program writes and nothing else; numbers may be spelled in hexadecimal, as iptables-save does. Zeros before
 * a number make it octal to iptables.
 */
export function addU32(reading: Reading, text: string): void {
  const { words, context, protocol } = reading;
  const plain = text.replace(/0x(0|[1-9a-f][0-9a-f]{0,7})\b/g, (number) => String(Number(number)));
  const [isCell, first, last = first] = FIRST_CELL.exec(plain) ?? [];
  if (context.family === 'ipv4' && plain === PROTOCOL_ZERO)
    addValues(reading, { field: 'protocol', set: single(0) }, false);
  else if (
    context.family === 'ipv4' &&
    isCell &&
    protocol === ICMP &&
    Number(last) < 65_536 &&
    Number(first) <= Number(last)
  )
    addValues(reading, { field: 'cell', set: [Number(first), Number(last) + 1] }, false);
  else words.fail(`the test of bytes ${shown(text)} is not understood`);
}

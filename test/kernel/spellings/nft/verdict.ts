import { type Grammar, mostly, oneOf } from '../grammar.js';

export const verdict = (index: number): Grammar =>
  mostly(
    oneOf('accept', 'accept', 'drop', 'return', 'continue', `jump t${index}`, `goto t${index}`),
    oneOf(
      'queue',
      'reject',
      'jump',
      'goto',
      'jump nowhere',
      `jump "t${index}"`,
      'accept drop',
      'ACCEPT',
      '"accept"',
      `goto T${index}`,
      'break',
      '0',
      'stolen',
      'jump input',
    ),
    14,
  );

import { all, type Grammar, mostly, oneOf } from '../grammar.js';
import { rarely } from './rarely.js';
import { transport } from './transport.js';
import type { Family } from './values.js';
import { addresses, devices, negated, option, quoted, states, types } from './values.js';

export function match(family: Family, index: number): Grammar {
  const address = addresses(family);
  return oneOf(
    all(negated, option('-s', '--source', '--src'), ' ', address),
    all(negated, option('-s', '--source', '--src'), ' ', address),
    all(negated, option('-d', '--destination', '--dst'), ' ', address),
    all(negated, option('-i', '--in-interface'), ' ', devices),
    all(negated, option('-o', '--out-interface'), ' ', devices),
    transport(family),
    transport(family),
    all('-m conntrack ', negated, '--ctstate ', states),
    all('-m state ', negated, '--state ', states),
    all(
      '-m set ',
      negated,
      `--match-set SECG-s${index} `,
      mostly(
        oneOf('src', 'dst', 'src,dst', 'dst,dst', 'src,src', 'dst,src'),
        oneOf(
          'from',
          'src,',
          'src,dst,src',
          'src dst',
          'SRC',
          'src,,dst',
          'src --return-nomatch',
          'src --update-counters',
        ),
        8,
      ),
    ),
    all('-m addrtype ', negated, '--dst-type ', types),
    mostly(all('-m comment --comment ', mostly('"why"', quoted, 2)), rarely, 2),
    rarely,
  );
}

import type { Family } from '../address/space.js';
import type { Span } from '../diagnostics/source.js';
import { allTraffic } from '../traffic/traffic.js';
import type { Rule } from './model.js';

/** The rule that a group has without its being written: everything of some families may leave (fact 3). */
export function everythingOut(families: readonly Family[], span: Span): Rule {
  return {
    direction: 'egress',
    allow: [{ kind: 'traffic', traffic: [allTraffic], span }],
    peers: [{ kind: 'anywhere', families, span }],
    description: '',
    implied: true,
    span,
  };
}

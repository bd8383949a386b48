import type { Family } from '../../address/space.js';
import type { Rule } from '../../definition/model.js';
import type { Span } from '../../diagnostics/source.js';
import { allTraffic } from '../../traffic/traffic.js';

/** The rule by which everything of a family may leave, where a cloud adds it by itself. */
export function everythingOut(family: Family, span: Span): Rule {
  return {
    direction: 'egress',
    allow: [{ kind: 'traffic', traffic: [allTraffic], span }],
    peers: [{ kind: 'anywhere', families: [family], span }],
    description: '',
    implied: true,
    span,
  };
}

import type { Family } from '../../address/space.js';
import type { Settings } from '../../definition/model.js';
import { ASKING, asksNoState } from '../fragments.js';
import type { Hook } from './hook.js';
import type { Rule } from './program.js';

/** A rule that decides nothing, where no other would have the kernel put fragments together. It does so for IPv4 unasked. */
export function fragmentRules({ name }: Hook, settings: Settings, family: Family): readonly Rule[] {
  if (name === 'OUTPUT' || family === 'ipv4' || !asksNoState(settings)) return [];
  return [{ matches: [{ kind: 'state', states: ['UNTRACKED'] }], target: { kind: 'none' }, comment: ASKING }];
}

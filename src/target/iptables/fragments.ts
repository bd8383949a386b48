import type { Family } from '../../address/space.js';
import type { Settings } from '../../definition/model.js';
import { ASKING, asksNoState } from '../fragments.js';
import type { HookName, Rule } from './program.js';

/** A rule that decides nothing, where no other would have the kernel put fragments together. It does so for IPv4 unasked. */
export function fragmentRules(hook: HookName, settings: Settings, family: Family): readonly Rule[] {
  if (hook === 'OUTPUT' || family === 'ipv4' || !asksNoState(settings)) return [];
  return [{ matches: [{ kind: 'state', states: ['UNTRACKED'] }], target: { kind: 'none' }, comment: ASKING }];
}

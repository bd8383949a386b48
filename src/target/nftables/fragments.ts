import type { Settings } from '../../definition/model.js';
import { ASKING, asksNoState } from '../fragments.js';
import type { NftMatch, NftRule } from './program.js';

/** A rule that decides nothing, where no other would have the kernel put fragments together. */
export function fragmentRules(hook: 'input' | 'output', settings: Settings): readonly NftRule[] {
  if (hook === 'output' || !asksNoState(settings)) return [];
  const asking: NftMatch = { kind: 'states', states: ['untracked'] };
  return [{ matches: [asking], action: { kind: 'none' }, counter: false, comment: ASKING }];
}

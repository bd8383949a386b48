import { renderTemplate } from '../../target/templates.js';
import type { ShellTrial } from '../shell-trial.js';
import { chainOf } from './own-items.js';
import { nftSwitching } from './switching.js';

/** The machine puts the number in its place that it gives to the rules. */
const PLACE = 999_999_999;

const NOTHING = { text: '{"nftables": []}', others: [] };

/** The same steps as those of `nftSwitching`, but what stays is what the script itself loads: rules that have ended leave with it. */
export const nftTrial: ShellTrial = {
  staged: (script) =>
    nftSwitching.stage(NOTHING, script, { generation: PLACE, ended: [], kept: new Map() }).input,
  functions: () => renderTemplate('nftables/trial.njk', { place: chainOf(PLACE, '') }),
};

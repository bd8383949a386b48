import { consolePresets, morePresets, type Preset } from './preset-table.js';
import { protocolNumbers } from './protocols.js';
import { everythingOf, type Traffic } from './traffic.js';

const protocols = Object.entries(protocolNumbers).map(
  ([name, number]) => [name, [everythingOf(number)]] as const,
);

const named = (presets: readonly Preset[]) => presets.map(({ name, traffic }) => [name, traffic] as const);

/** What each name means that needs no further detail: protocols as a whole, and services by their ports. */
export const presets: ReadonlyMap<string, readonly Traffic[]> = new Map([
  ...protocols,
  ...named(consolePresets),
  ...named(morePresets),
]);

/** Those by which traffic of any origin may be called: that a port is open does not say what listens there. */
export const plainPresets: ReadonlyMap<string, readonly Traffic[]> = new Map([
  ...protocols,
  ...named(consolePresets),
]);

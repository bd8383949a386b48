import { formatTraffic } from '../../traffic/format.js';
import { plainPresets } from '../../traffic/presets-by-name.js';
import type { Traffic } from '../../traffic/traffic.js';

const spelled = (traffic: readonly Traffic[]): string => traffic.map(formatTraffic).join(' ');

/** From what a preset means to its name; of several names the first. */
const presetNames: ReadonlyMap<string, string> = new Map(
  [...plainPresets].reverse().map(([name, traffic]) => [spelled(traffic), name]),
);

/** The traffic as a person would write it: a preset where one means exactly that, else one text for each part. */
export function allowTexts(traffic: readonly Traffic[]): readonly string[] {
  const preset = presetNames.get(spelled(traffic));
  if (preset !== undefined) return [preset];
  return traffic.map((one) => presetNames.get(formatTraffic(one)) ?? formatTraffic(one));
}

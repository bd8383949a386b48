import { visible } from '../../diagnostics/visible.js';
import type { About } from '../../live/generations.js';
import type { Drifted, Status } from '../../live/status.js';
import { packetText, refusalWords } from '../../proof/words.js';
import { table } from '../table.js';

/** What a machine has loaded, for eyes. */
export function statusText(status: Status): string {
  return table([], statusRows(status));
}

/** What there is to say, and what it is about. The time that a trial has left is left out where `lasting`. */
export function statusRows(status: Status, { lasting = false } = {}): readonly (readonly [string, string])[] {
  return [
    ['loaded', loadedText(status)],
    ...trialRows(status, lasting),
    ['confirmed last', status.confirmed ? aboutText(status.confirmed) : 'nothing that was confirmed'],
    ...(status.drift === undefined ? [] : [['changed since', driftText(status.drift)] as const]),
    ...(status.lacking.length > 0 ? [['devices missing here', status.lacking.join(', ')] as const] : []),
    ...(status.unnamed.length > 0 ? [['devices without rules', status.unnamed.join(', ')] as const] : []),
    ...status.others.map((what) => ['beside it', what] as const),
  ];
}

function loadedText({ held, settled }: Status): string {
  if (held.settled === 'nothing') return 'nothing of ours: every packet passes, as far as others let it';
  if (held.settled === 'script')
    return settled
      ? `as a script; the last that was applied is ${aboutText(settled)}`
      : 'a script; nothing was applied here';
  return settled ? aboutText(settled) : `generation ${held.settled}, of which nothing is kept here`;
}

function trialRows({ held, trial }: Status, lasting: boolean): readonly (readonly [string, string])[] {
  if (!held.trial) return [];
  const what = trial ? aboutText(trial) : `generation ${held.trial.generation}`;
  return [['on trial', lasting ? what : `${what}, ${held.trial.left} s left`]];
}

function aboutText({ number, host, applied, by, sources }: About): string {
  return visible(`generation ${number} of ${host}, applied ${applied} by ${by}, from ${sources.join(', ')}`);
}

function driftText(drift: readonly Drifted[]): string {
  if (drift.length === 0) return 'nothing';
  return drift
    .map((one) => `${one.packets}: ${fareText(one)} now, for example ${packetText(one.witness)}`)
    .join('\n');
}

function fareText({ now, isRefused }: Drifted): string {
  if (now === 'accept') return 'passes';
  if (now === 'unknown') return 'may pass';
  return isRefused ? refusalWords[now] : 'is dropped';
}

/** The same for programs. */
export function statusJson({ held, settled, trial, confirmed, drift, others, lacking, unnamed }: Status) {
  return {
    loaded: held.settled,
    ...(settled && { generation: settled }),
    ...(held.trial && { trial: { ...held.trial, ...(trial && { about: trial }) } }),
    ...(confirmed && { confirmed }),
    ...(drift && {
      drift: drift.map(({ path, packets, now, witness }) => ({
        hook: path,
        packets,
        now,
        witness: packetText(witness),
      })),
    }),
    others,
    missingDevices: lacking,
    devicesWithoutRules: unnamed,
  };
}

import type { Family } from '../../address/space.js';
import type { Settings } from '../../definition/model.js';
import { type Admission, baselineAdmissions } from '../../policy/baseline.js';
import type { HostRuleset } from '../../ruleset/host-ruleset.js';
import { baselineDevices } from '../baseline-devices.js';
import { type Hook, refusal } from './hook.js';
import { PREFIX } from './names.js';
import { accept, type Chain, type Match, type Rule } from './program.js';

/**
 * The baseline of one built-in chain and family. Chains of interfaces end in it, before they refuse, so that what rules
 * allow does not pass it, and no device needs to be named in it.
 */
export interface AdmissionRules {
  /** What ends the chain of an interface. */
  readonly ofInterface: readonly Rule[];
  /** The same for the packets that no chain of an interface has decided on: those of devices without a name. */
  readonly ofUnnamed: readonly Rule[];
  readonly chains: readonly Chain[];
}

const none: AdmissionRules = { ofInterface: [], ofUnnamed: [], chains: [] };

export function admissionRules(
  hook: Hook,
  { interfaces, settings }: HostRuleset,
  family: Family,
): AdmissionRules {
  const admissions = baselineAdmissions(settings).filter(
    (one) => one.hook === hook.setting && one.family === family,
  );
  const { kind, devices } = baselineDevices(interfaces, family);
  if (admissions.length === 0 || (kind === 'only' && devices.length === 0)) return none;
  // What is called after an interface has its direction behind that.
  const chain = `${PREFIX}${hook.name}-BASE`;
  const jump: Rule = { matches: [], target: { kind: 'jump', chain }, comment: '' };
  return {
    ofInterface: [jump],
    ofUnnamed: kind === 'only' ? [] : [...keptOut(hook, devices, settings), jump],
    chains: [{ name: chain, comment: 'baseline', rules: admissions.flatMap(admissionRulesOf) }],
  };
}

/** Refuses what comes by these devices; loopback has been let through before, unless that is switched off. */
function keptOut(hook: Hook, devices: readonly string[], settings: Settings): readonly Rule[] {
  if (settings.loopback) return [];
  return devices.map((device) => ({
    matches: [{ kind: 'device', direction: hook.device, device }],
    target: refusal(settings),
    comment: '',
  }));
}

/** A rule for each ICMPv6 type and each source, or a single rule where they do not matter. */
function admissionRulesOf(admission: Admission): readonly Rule[] {
  const types: readonly (readonly Match[])[] = admission.icmpTypes?.flatMap(([first, last]) =>
    Array.from({ length: last - first + 1 }, (_, i): readonly Match[] => [
      { kind: 'icmpv6-type', type: first + i },
    ]),
  ) ?? [[]];
  const sources: readonly (readonly Match[])[] = admission.sources?.map((prefix) => [
    { kind: 'address', side: 'source', prefix },
  ]) ?? [[]];
  const matches = admissionMatches(admission);
  return sources
    .flatMap((source) => types.map((type) => [...source, ...matches, ...type]))
    .map((all, i) => ({ matches: all, target: accept, comment: i === 0 ? admission.reason : '' }));
}

function admissionMatches({
  protocol,
  hopLimit,
  destination,
  sourcePort,
  destinationPort,
}: Admission): readonly Match[] {
  const matches: Match[] = [];
  if (destination !== undefined) matches.push({ kind: 'address', side: 'destination', prefix: destination });
  matches.push({ kind: 'protocol', protocol });
  if (sourcePort !== undefined)
    matches.push({ kind: 'port', side: 'source', first: sourcePort, last: sourcePort });
  if (destinationPort !== undefined)
    matches.push({ kind: 'port', side: 'destination', first: destinationPort, last: destinationPort });
  if (hopLimit !== undefined) matches.push({ kind: 'hop-limit', hopLimit });
  return matches;
}

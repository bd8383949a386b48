import type { Report } from '../diagnostics/diagnostic.js';
import type { Linked } from '../policy/link.js';
import { adminPortOpen } from './admin-port-open.js';
import { databaseOpen } from './database-open.js';
import { equalGroups } from './equal-groups.js';
import { everythingOpen } from './everything-open.js';
import { folded } from './folded.js';
import { mergeGroups, type Subject } from './merged.js';
import { multicastNotTold } from './multicast-not-told.js';
import { multicastPeer } from './multicast-peer.js';
import { overQuota } from './over-quota.js';
import { plainTextServiceOpen } from './plain-text-service-open.js';
import { redundantRule } from './redundant-rule.js';
import { resolverUnknown } from './resolver-unknown.js';
import { singleHostGroup } from './single-host-group.js';
import { unusedGroup } from './unused-group.js';
import { widePortRange } from './wide-port-range.js';

/** One law of good definitions: reports wherever it is not kept. */
export type Advice = (subject: Subject, report: Report) => void;

/** All that is advised about, the gravest first. */
export const advices: readonly Advice[] = [
  everythingOpen,
  adminPortOpen,
  databaseOpen,
  plainTextServiceOpen,
  widePortRange,
  redundantRule,
  equalGroups,
  singleHostGroup,
  unusedGroup,
  resolverUnknown,
  multicastNotTold,
  multicastPeer,
  overQuota,
];

/**
 * Advises about a definition that is valid, and probably not what one wants. It looks at what rules mean after merging, so
 * that no spelling hides anything.
 */
export function advise(linked: Linked, report: Report): void {
  const subject = mergeGroups(linked);
  const once = folded(report);
  for (const advice of advices) advice(subject, once);
}

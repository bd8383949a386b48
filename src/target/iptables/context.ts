import type { Point } from '../../address/intervals.js';
import type { Space } from '../../address/space.js';
import type { FactoredRuleset, Peers } from '../../ruleset/factored.js';
import type { DirectionRuleset } from '../../ruleset/host-ruleset.js';
import type { Part } from '../../ruleset/origins.js';
import { CELLS } from '../../traffic/traffic.js';
import type { PeerTrees } from './peer-trees.js';
import type { PeerMatches, PortsMatches } from './peer-use.js';
import type { Rule, Side, Target } from './program.js';
import type { TreeShapes } from './tree.js';

/** What the chains of one interface, direction and family are made from. */
export interface InterfaceContext<P extends Point> {
  /** `eth0-in`: chains are named after it. */
  readonly place: string;
  /** `eth0:i`: chains inside a tree of addresses are named after it. */
  readonly treePlace: string;
  readonly comment: string;
  readonly side: Side;
  readonly ruleset: DirectionRuleset;
  readonly factored: FactoredRuleset<P>;
  readonly matches: PeerMatches;
  /** Absent where there are no sets. */
  readonly portsMatches: PortsMatches | undefined;
  /** Whether no other entry of the host has the same peers. */
  readonly isAlone: (peers: Peers<P>) => boolean;
  readonly trees: PeerTrees;
  readonly shapes: TreeShapes;
  /** What is admitted whatever the rules say. */
  readonly admissions: readonly Rule[];
  /** What becomes of packets that nothing admits. */
  readonly refusal: Target;
  /** Says that no rule of iptables is exactly this part. */
  readonly refuse: (space: Space<P>, ruleset: DirectionRuleset, part: Part<P>) => void;
}

export const EVERY_PROTOCOL = [0, 255] as const;
export const EVERY_CELL = [0, CELLS - 1] as const;

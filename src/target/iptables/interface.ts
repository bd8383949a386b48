import type { Point } from '../../address/intervals.js';
import { type FactoredProtocol, isEveryone } from '../../ruleset/factored.js';
import { acceptPeers, admit } from './admit.js';
import { lowerCells } from './cells.js';
import { EVERY_CELL, EVERY_PROTOCOL, type InterfaceContext } from './context.js';
import { chainName, PREFIX, protocolPart } from './names.js';
import type { Tree } from './port-tree.js';
import type { Chain } from './program.js';
import { type Alternative, protocolMatch } from './traffic.js';

/**
 * The chain that decides on every packet of an interface in one direction, and the chains below it. No packet leaves it
 * undecided, so none can reach the chain of another interface.
 */
export function interfaceChains<P extends Point>(context: InterfaceContext<P>): readonly Chain[] {
  const { factored, place, comment, admissions, refusal } = context;
  const everyone = { protocols: EVERY_PROTOCOL, cells: EVERY_CELL, peers: factored.everything };
  const open = isEveryone(factored.space, factored.everything);
  const lowered = factored.protocols.map((protocol) => lowerProtocol(context, protocol));
  const first = acceptPeers(context, everyone, `${place}-all`, `${place}-all`);
  const rules = [
    ...first.rules,
    ...lowered.flatMap((one) => one.rules),
    ...(open ? [] : [...admissions, { matches: [], target: refusal, comment: '' }]),
  ];
  const chains = [first, ...lowered].flatMap((one) => one.chains);
  return [{ name: chainName(PREFIX + place), comment, rules }, ...chains];
}

function lowerProtocol<P extends Point>(context: InterfaceContext<P>, protocol: FactoredProtocol<P>): Tree {
  return protocol.cells.length === 0 ? lowerWhole(context, protocol) : lowerCells(context, protocol);
}

/** Protocols of which peers may use all or nothing. */
function lowerWhole<P extends Point>(
  context: InterfaceContext<P>,
  { first, last, anyCell }: FactoredProtocol<P>,
): Tree {
  const { space } = context.factored;
  const conditions: Alternative[] = [];
  for (let protocol = first; protocol <= last; protocol++) {
    const match = protocolMatch(space.family, protocol);
    if (match) conditions.push([match]);
    else
      context.refuse(space, context.ruleset, {
        protocols: [protocol, protocol],
        cells: EVERY_CELL,
        peers: anyCell,
      });
  }
  const part = { protocols: [first, last], cells: EVERY_CELL, peers: anyCell } as const;
  return admit(context, conditions, part, `${context.place}-${protocolPart(first)}`, 'jump');
}

import type { Point } from '../../src/address/intervals.js';
import type { FamilyRuleset, ProtocolRuleset, Ruleset } from '../../src/ruleset/model.js';
import { samePeers } from '../../src/ruleset/peer-set.js';

/** Whether two rulesets let exactly the same packets through: structural equality, by construction. */
export function sameRuleset(a: Ruleset, b: Ruleset): boolean {
  return sameFamily(a.ipv4, b.ipv4) && sameFamily(a.ipv6, b.ipv6);
}

function sameFamily<P extends Point>(a: FamilyRuleset<P>, b: FamilyRuleset<P>): boolean {
  return (
    a.protocols.length === b.protocols.length &&
    a.protocols.every((one, i) => sameProtocol(one, b.protocols[i]!))
  );
}

function sameProtocol<P extends Point>(a: ProtocolRuleset<P>, b: ProtocolRuleset<P>): boolean {
  return (
    a.first === b.first &&
    a.last === b.last &&
    a.cells.length === b.cells.length &&
    a.cells.every((cell, i) => {
      const other = b.cells[i]!;
      return cell.first === other.first && cell.last === other.last && samePeers(cell.set, other.set);
    })
  );
}

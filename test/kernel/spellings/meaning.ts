import type { Policy } from '../../../src/policy/model.js';
import { Denotation } from '../../../src/proof/denote.js';
import type { Devices } from '../../../src/proof/devices.js';
import { ACCEPT, Diagrams, type Node } from '../../../src/proof/diagram/diagrams.js';
import { differences } from '../../../src/proof/diagram/differences.js';
import { type Path, paths } from '../../../src/proof/dimensions.js';
import type { Firewall } from '../../../src/proof/firewall.js';
import { devicesNamedBy } from '../../../src/proof/named-devices.js';
import { checkOrder } from '../../../src/proof/order.js';
import { possible } from '../../../src/proof/possible.js';
import { boxText } from '../../../src/proof/words.js';

type Fault = (line: number, problem: string) => void;

/** No interfaces: what a firewall means does not depend on a definition. */
const NOBODY = { interfaces: [] } as unknown as Policy;

/** A reader of texts that says what it does not understand. */
export type Read = (text: string, fault: Fault) => Firewall;

/** What a text means, or the first thing in it that is not understood. */
export type Opinion = { readonly firewall: Firewall } | { readonly refused: string };

/** What a proof would say of a text, before it compares it with a definition. */
export function opinionOf(text: string, read: Read): Opinion {
  const faults: string[] = [];
  const fault: Fault = (line, problem) => faults.push(`${line}: ${problem}`);
  const firewall = read(text, fault);
  if (faults.length === 0) checkOrder(firewall, fault);
  if (faults.length === 0) nodesOf(new Diagrams(), firewall, devicesNamedBy(NOBODY, firewall), fault);
  return faults.length === 0 ? { firewall } : { refused: faults[0]! };
}

function nodesOf(diagrams: Diagrams, firewall: Firewall, devices: Devices, fault: Fault): readonly Node[] {
  const denotation = new Denotation(diagrams, firewall, devices, fault);
  return paths.map((path) => {
    const real = possible(diagrams, path, devices);
    return diagrams.replace(real, ACCEPT, denotation.path(path));
  });
}

/** The packets about which two firewalls differ, in words; undefined where there are none. */
export function difference(first: Firewall, second: Firewall): string | undefined {
  const devices = devicesNamedBy(NOBODY, together(first, second));
  const diagrams = new Diagrams();
  const never: Fault = (line, problem) => {
    throw new Error(`${line}: ${problem}`);
  };
  const [these, those] = [first, second].map((one) => nodesOf(diagrams, one, devices, never)) as [
    readonly Node[],
    readonly Node[],
  ];
  const at = these.findIndex((node, path) => node !== those[path]);
  return at < 0 ? undefined : boxOf(diagrams, these[at]!, those[at]!, paths[at]!, devices);
}

function boxOf(diagrams: Diagrams, first: Node, second: Node, path: Path, devices: Devices): string {
  const [found] = differences(diagrams, first, second);
  return `${path}: ${boxText(found!.sides, path, devices)}: ${found!.first} and ${found!.second}`;
}

/** Both, for what they name. */
function together(first: Firewall, second: Firewall): Firewall {
  const ids = [first, second].flatMap(({ chains }, n) =>
    [...chains].map(([id, chain]) => [`${n} ${id}`, chain] as const),
  );
  return { bases: [...first.bases, ...second.bases], chains: new Map(ids) };
}

import type { Family } from '../../address/space.js';
import type { Firewall } from '../firewall.js';
import { type Fault, Faults } from './faults.js';
import { type Held, readFrame } from './frame.js';
import { type Ipset, SetMatch } from './ipset.js';
import { readOurRules, setNameFault } from './ours.js';
import type { TableName } from './reading.js';
import { readSets } from './set-lines.js';
import type { KnownShellPrograms, ShellProgramKind } from './shell-program.js';
import { joined, Table } from './table.js';

const nothing: Firewall = { bases: [], chains: new Map() };

/** Reads what a script for iptables, with or without ipset, loads. What it does not understand it reports. */
export function readIptables(
  text: string,
  target: ShellProgramKind['target'],
  known: KnownShellPrograms,
  fault: Fault,
): Firewall {
  const faults = new Faults(fault);
  const held = readFrame(text, target, known, faults);
  if (!held) return nothing;
  const section = held.get('sets');
  const sets: ReadonlyMap<string, Ipset> = section ? readSets(section, faults, setNameFault) : new Map();
  const read = (table: TableName, family: Family) => readTable(held, sets, table, family, faults);
  return joined([read('filter', 'ipv6'), read('filter', 'ipv4'), read('raw', 'ipv6'), read('raw', 'ipv4')]);
}

function readTable(
  held: Held,
  sets: ReadonlyMap<string, Ipset>,
  name: TableName,
  family: Family,
  faults: Faults,
): Firewall {
  const section = held.get(`${name === 'raw' ? 'early' : 'rules'} ${family}`);
  if (!section) return nothing;
  const table = new Table({ family, table: name, sets, setMatch: new SetMatch() });
  readOurRules(section, table, faults);
  return faults.enough ? nothing : table.firewall(faults);
}

import { parseAddress } from '../../address/parse.js';
import type { Family } from '../../address/space.js';
import { MachineError } from '../../machine/errors.js';

/** A socket that waits for whoever comes. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  /** Of the packets that it takes. */
  readonly families: readonly Family[];
  /** The address that it is bound to; undefined: every address of the machine. */
  readonly address: string | undefined;
  /** The only device that it takes packets of; undefined: any. */
  readonly device: string | undefined;
  /** 1 to 65535. */
  readonly port: number;
  /** Who listens; empty where that cannot be seen without root. */
  readonly programs: readonly Program[];
}

export interface Program {
  /** What the process calls itself, which is anything it likes; here only what is plain. */
  readonly name: string;
  readonly process: number;
}

const BOTH: readonly Family[] = ['ipv4', 'ipv6'];

/**
 * Reads what `ss -Hlntu` prints; what stands between names of processes is told by `ss -Hlntup`. Facts come from the first
 * alone, which holds no text of anybody else. Throws a `MachineError` where it is not understood.
 */
export function listenersIn(facts: string, named: string): readonly Listener[] {
  const programs = programsIn(named);
  return facts
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [, protocol, address, device, port] = FACTS.exec(line) ?? [];
      if (protocol === undefined) throw new MachineError(`'ss' printed what is not understood: ${line}`);
      return {
        protocol: protocol as Listener['protocol'],
        ...boundTo(address!, line),
        device,
        port: Number(port),
        programs: programs.get(keyOf(line)) ?? [],
      };
    });
}

/** Protocol, state, queues, local address with its port, and that of the other end, which is not known yet. */
const FACTS =
  /^(tcp|udp) +(?:LISTEN|UNCONN) +\d+ +\d+ +(\*|[0-9.]+|\[[0-9a-f:.]+\])(?:%([^\s:/]+))?:([0-9]+) +\S+:\* *$/;

function boundTo(given: string, line: string): Pick<Listener, 'address' | 'families'> {
  if (given === '*') return { address: undefined, families: BOTH };
  const bare = given.replace(/^\[(.*)\]$/, '$1');
  const mapped = /^::ffff:([0-9.]+)$/.exec(bare)?.[1];
  const parsed = parseAddress(mapped ?? bare);
  if (!parsed.ok) throw new MachineError(`'ss' printed what is not understood: ${line}`);
  const isAny = /^(0\.0\.0\.0|::)$/.test(mapped ?? bare);
  return { address: isAny ? undefined : (mapped ?? bare), families: [parsed.range.family] };
}

/** A process may call itself by 15 bytes, line breaks among them: too few for a line that would be taken for one of these. */
const NAMED = /^((?:tcp|udp) .*\S) +users:\(\((.*)\)\) *$/gm;

/** More would be too short to forge too: what stands between a name and the next is as long as a name may be. */
const PROGRAM = /"([A-Za-z0-9_.:@+-]{1,15})",pid=([1-9][0-9]{0,9}),fd=[0-9]+/g;

function programsIn(named: string): ReadonlyMap<string, readonly Program[]> {
  return new Map(
    Array.from(named.matchAll(NAMED), ([, facts, users]) => [
      keyOf(facts!),
      Array.from(users!.matchAll(PROGRAM), ([, name, process]) => ({
        name: name!,
        process: Number(process),
      })),
    ]),
  );
}

function keyOf(line: string): string {
  return line.trim().replace(/ +/g, ' ');
}

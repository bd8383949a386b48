import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';

/** What a machine has that a laboratory could add to. */
interface Machine {
  readonly mounts: string;
  readonly interfaces: readonly string[];
}

/** Of everybody on the machine who runs with these words in their environment: nobody's child can lose them by ending. */
export interface Trace {
  readonly mark: string;
  readonly before: Machine;
  /** `net:[4026531840]` and the like, of those that have been seen so far. */
  readonly namespaces: Set<string>;
}

const KINDS = ['user', 'net', 'mnt', 'pid'] as const;

export const traceOf = (mark: string): Trace => ({ mark, before: machineNow(), namespaces: new Set() });

function machineNow(): Machine {
  return {
    mounts: readFileSync('/proc/self/mountinfo', 'utf8'),
    interfaces: readdirSync('/sys/class/net').sort(),
  };
}

/** The ids of running processes that have the mark; what somebody left behind would have it too. */
export const markedProcesses = ({ mark }: Trace): readonly number[] =>
  processIds().filter((id) => readOf(id, 'environ').includes(mark));

/** The marked processes with such a command line. */
export const processesOf = (trace: Trace, pattern: RegExp): readonly number[] =>
  markedProcesses(trace).filter((id) => pattern.test(readOf(id, 'cmdline').replaceAll('\0', ' ')));

/** Notes the namespaces that the marked processes are in and this process is not. */
export function noteNamespaces(trace: Trace): void {
  const own = new Set(namespacesOf('self'));
  for (const id of markedProcesses(trace))
    for (const one of namespacesOf(id)) if (!own.has(one)) trace.namespaces.add(one);
}

/** What is left, once the kernel has had time to take everything away; empty where nothing is. */
export async function leftovers(trace: Trace): Promise<readonly string[]> {
  const until = performance.now() + 15_000;
  for (;;) {
    const found = [...leftProcesses(trace), ...changes(trace.before, machineNow())];
    if (found.length === 0 || performance.now() > until) return found;
    await wait(50);
  }
}

function leftProcesses(trace: Trace): readonly string[] {
  const inside = processIds().filter((id) => namespacesOf(id).some((one) => trace.namespaces.has(one)));
  return [...new Set([...markedProcesses(trace), ...inside])].map(
    (id) => `process ${id}: ${readOf(id, 'cmdline').replaceAll('\0', ' ')}`,
  );
}

const changes = (before: Machine, now: Machine): readonly string[] => [
  ...(now.mounts === before.mounts ? [] : [`mounts: ${now.mounts}`]),
  ...now.interfaces.filter((name) => !before.interfaces.includes(name)).map((name) => `interface ${name}`),
];

const processIds = (): readonly number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((id) => id > 0);

function namespacesOf(id: number | 'self'): readonly string[] {
  try {
    return KINDS.map((kind) => readlinkSync(`/proc/${id}/ns/${kind}`));
  } catch {
    // Gone, or somebody else's.
    return [];
  }
}

function readOf(id: number, name: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${id}/${name}`, 'latin1');
  } catch {
    return '';
  }
}

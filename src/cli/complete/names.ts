import { homedir } from 'node:os';
import { readPaths } from '../../document/file.js';
import { type ReadOptions, readSources } from '../../formats/read-sources.js';

/** Largest size of a file, in bytes: a person waits for what comes back. */
const SIZE_LIMIT = 1_000_000;

export interface Names {
  readonly hosts: readonly string[];
  readonly groups: readonly string[];
}

/** Hosts and groups of the sources that can be read; whatever is wrong with them is for the command to tell. */
export async function namesIn(sources: readonly string[]): Promise<Names> {
  const silent = () => undefined;
  const options = { sizeLimit: SIZE_LIMIT, devices: new Map<string, string>() };
  const readFile: ReadOptions['readFile'] = async () => undefined;
  const hosts = new Set<string>();
  const groups = new Set<string>();
  for (const source of sources.filter((one) => one !== '-').map(fromHome)) {
    const files = await readPaths([source], options, silent);
    const reading = files && (await readSources(files, { ...options, readFile }, silent));
    for (const host of reading?.definition.hosts ?? []) hosts.add(host.id).add(host.name);
    for (const group of reading?.definition.groups ?? []) groups.add(group.name);
  }
  return { hosts: [...hosts], groups: [...groups] };
}

function fromHome(source: string): string {
  return source.startsWith('~/') ? homedir() + source.slice(1) : source;
}

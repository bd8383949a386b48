import { type Machine, printed } from '../../machine/machine.js';

/** The names of a machine's devices, by the numbers that the kernel has for them. */
export class DeviceNames {
  readonly #machine: Machine;
  #names: ReadonlyMap<number, string> = new Map();

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Of no device, nothing; of one that is not there any more, `#7`. */
  async of(index: number | undefined): Promise<string> {
    if (index === undefined) return '';
    const known = this.#names.get(index);
    if (known !== undefined) return known;
    // Nobody asks for the same one twice, however many packets of it there are.
    this.#names = new Map([[index, `#${index}`], ...this.#names, ...(await linksOf(this.#machine))]);
    return this.#names.get(index)!;
  }
}

async function linksOf(machine: Machine): Promise<readonly (readonly [number, string])[]> {
  const links = JSON.parse(await printed(machine, 'ip', ['-j', 'link'])) as unknown;
  if (!Array.isArray(links)) return [];
  return links.flatMap(({ ifindex, ifname }: { ifindex?: unknown; ifname?: unknown }) =>
    typeof ifindex === 'number' && typeof ifname === 'string' ? [[ifindex, ifname] as const] : [],
  );
}

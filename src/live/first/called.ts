import { consolePresets, morePresets, type Preset } from '../../traffic/preset-table.js';
import { TCP, UDP } from '../../traffic/protocols.js';
import type { Traffic } from '../../traffic/traffic.js';

export interface Port {
  readonly protocol: 'tcp' | 'udp';
  /** 1 to 65535. */
  readonly port: number;
}

/** `tcp/443` */
export function portText({ protocol, port }: Port): string {
  return `${protocol}/${port}`;
}

/** Those whose software listens on one port, or on a few; of two for the same ports, the first. */
const presets = [...consolePresets, ...morePresets].filter(({ traffic }) => traffic.every(isPort));

function isPort({ protocol, first, last }: Traffic): boolean {
  return (protocol === TCP || protocol === UDP) && first === last;
}

function portsOf({ traffic }: Preset): readonly string[] {
  return traffic.map(({ protocol, first }) =>
    portText({ protocol: protocol === TCP ? 'tcp' : 'udp', port: first }),
  );
}

/** The presets that name a port. */
export function presetsOf(port: Port): readonly string[] {
  return presets.filter((preset) => portsOf(preset).includes(portText(port))).map(({ name }) => name);
}

/** Ports by the names of presets, where a preset means these and no others; the rest as `tcp/80`. Each port once, with what it belongs to. */
export function called<P extends Port>(
  ports: readonly P[],
): readonly { readonly name: string; readonly ports: readonly P[] }[] {
  const left = new Map(ports.map((port) => [portText(port), port]));
  const found: { readonly name: string; readonly ports: readonly P[] }[] = [];
  for (const preset of presets) {
    const texts = portsOf(preset);
    if (!texts.every((text) => left.has(text))) continue;
    found.push({ name: preset.name, ports: texts.map((text) => left.get(text)!) });
    for (const text of texts) left.delete(text);
  }
  const rest = Array.from(left, ([name, port]) => ({ name, ports: [port] }));
  return [...found, ...rest];
}

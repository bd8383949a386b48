import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { table } from './figures.js';
import { secgroup } from './process.js';

const GROWN = 4;
/** Beyond this exponent time grows faster than the input, noise and sorting allowed for. */
const STEEP = 1.2;

interface Shape {
  readonly name: string;
  /** How many, small enough to be quick and large enough to stand above the start of the program. */
  readonly size: number;
  readonly text: (size: number) => string;
}

const times = (size: number, text: (index: number) => string): string =>
  Array.from({ length: size }, (_, i) => text(i)).join('');
const v4 = (i: number) => `10.${(i >> 15) & 255}.${(i >> 7) & 255}.${(i * 2) & 255}`;
const v6 = (i: number) =>
  `'2001:${(0xdb8 + (i >> 15)).toString(16)}:${((i * 2) & 0xffff).toString(16)}::/48'`;
const host = (groups: string) =>
  `hosts:\n  h: { interfaces: { eth0: { addresses: [192.0.2.1], groups: [${groups}] } } }\n`;
const withList = (list: string) =>
  `prefixLists:\n  long: [${list}]\ngroups:\n  web: { ingress: [{ allow: https, from: list:long }] }\n${host('web')}`;
const NAME = 'team-service-environment-region-load-balancer-security-group-';

const SHAPES: readonly Shape[] = [
  { name: 'IPv4 list', size: 25_000, text: (size) => withList(times(size, (i) => `${v4(i)}, `)) },
  { name: 'IPv6 list', size: 15_000, text: (size) => withList(times(size, (i) => `${v6(i)}, `)) },
  {
    name: 'groups of one host',
    size: 150,
    text: (size) =>
      `groups:\n${times(size, (i) => `  ${NAME}${i}: { ingress: [{ allow: tcp/${2_000 + i}, from: ${v4(i)} }] }\n`)}${host(times(size, (i) => `${NAME}${i}, `))}`,
  },
  {
    name: 'hosts',
    size: 500,
    text: (size) =>
      `groups:\n  web: { ingress: [{ allow: tcp, from: group:web }] }\n${host('web')}${times(size, (i) => `  h${i}: { interfaces: { eth0: { addresses: [${v4(i)}], groups: [web] } } }\n`)}`,
  },
  {
    name: 'rules',
    size: 3_000,
    text: (size) =>
      `groups:\n  web:\n    ingress:\n${times(size, (i) => `      - { allow: tcp/${1 + (i % 60)}, from: ${v4(i)} }\n`)}${host('web')}`,
  },
  {
    name: 'aliases of a list',
    size: 200,
    text: (size) =>
      `prefixLists:\n  long: &a [${times(100 * size, (i) => `${v4(i)}, `)}]\n${times(90, (i) => `  l${i}: *a\n`)}groups:\n  web: { ingress: [{ allow: https, from: list:long }] }\n${host('web')}`,
  },
];

const COMMANDS: Readonly<Record<string, readonly string[]>> = {
  check: ['check'],
  compile: ['compile', '--host', 'h'],
  'show HOST': ['show', 'host:h'],
  list: ['list'],
  convert: ['convert', '--to', 'aws'],
};

/** How time grows with the input, for each command and each shape of definition. */
export function growthSection(_: unknown, folder: string): string {
  const start = secondsOf(folder, ['list'], withList(v4(0)));
  const rows = SHAPES.flatMap((shape) =>
    Object.entries(COMMANDS).map(([name, words]) => {
      const [few, many] = [shape.size, shape.size * GROWN].map((size) =>
        Math.max(secondsOf(folder, words, shape.text(size)) - start, 0.02),
      ) as [number, number];
      const exponent = Math.log(many / few) / Math.log(GROWN);
      return [
        shape.name,
        name,
        few.toFixed(2),
        many.toFixed(2),
        `${exponent.toFixed(2)}${exponent > STEEP ? ' STEEP' : ''}`,
      ];
    }),
  );
  const head = ['Shape', 'Command', 'n, s', `${GROWN}n, s`, 'exponent'];
  return `## Growth\n\nProcessor time beyond the start of the program.\n\n${table(head, rows)}`;
}

function secondsOf(folder: string, words: readonly string[], text: string): number {
  const source = path.join(folder, 'growth.yaml');
  writeFileSync(source, text);
  return secgroup([...words, source], path.join(folder, 'growth.out')).processor;
}

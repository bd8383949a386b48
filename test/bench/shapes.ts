/** A kind of definition that can be made as large as one likes. */
export interface Shape {
  readonly name: string;
  /** How many, so that four times that takes about a tenth of a second to read. */
  readonly size: number;
  readonly text: (size: number) => string;
  /** The group that is shown, if it is not `web`. */
  readonly group?: string;
  /** An error is found when it is read, so that no other command comes further than `check`. */
  readonly wrong?: true;
}

const each = (size: number, text: (index: number) => string): string =>
  Array.from({ length: size }, (_, i) => text(i)).join('');
/** Addresses of which no two touch. */
const v4 = (i: number) => `10.${(i >> 15) & 255}.${(i >> 7) & 255}.${(i * 2) & 255}`;
const v6 = (i: number) =>
  `'2001:${(0xdb8 + (i >> 15)).toString(16)}:${((i * 2) & 0xffff).toString(16)}::/48'`;
const flow = (size: number, text: (index: number) => string) => `[${each(size, (i) => `${text(i)}, `)}]`;

const host = (groups: string) =>
  `hosts:\n  h: { interfaces: { eth0: { addresses: [192.0.2.1], groups: ${groups} } } }\n`;
const group = (rules: string) => `groups:\n  web:\n    ingress:\n${rules}${host('[web]')}`;
const rule = (allow: string, from: string, more = '') =>
  `      - { allow: ${allow}, from: ${from}${more} }\n`;
const withList = (list: string) => `prefixLists:\n  long: ${list}\n${group(rule('https', 'list:long'))}`;
const port = (i: number) => `${i % 2 === 0 ? 'tcp' : 'udp'}/${1 + ((i >> 1) % 65_535)}`;
const NAME = 'team-service-environment-region-load-balancer-security-group-';

export const SHAPES: readonly Shape[] = [
  {
    name: 'groups of one host',
    size: 100,
    group: `${NAME}0`,
    text: (size) =>
      `groups:\n${each(size, (i) => `  ${NAME}${i}: { ingress: [{ allow: tcp/${2_000 + i}, from: ${v4(i)} }] }\n`)}${host(flow(size, (i) => NAME + i))}`,
  },
  {
    name: 'groups that name each other',
    size: 125,
    group: 'g0',
    text: (size) =>
      `groups:\n${each(size, (i) => `  g${i}: { ingress: [{ allow: tcp/${2_000 + i}, from: 'group:g${(i + 1) % size}' }] }\n`)}${host('[g0]')}${each(size, (i) => `  h${i}: { interfaces: { eth0: { addresses: [${v4(i)}], groups: [g${i}] } } }\n`)}`,
  },
  {
    name: 'rules of a group',
    size: 750,
    text: (size) => group(each(size, (i) => rule(`tcp/${1 + (i % 60)}`, v4(i)))),
  },
  {
    name: 'rules with peers of their own and everywhere else',
    size: 750,
    text: (size) =>
      group(
        each(size, (i) => rule(`tcp/${1 + (i % 600)}-${600 + (i % 600)}`, `10.${i & 255}.${i >> 8}.0/24`)),
      ),
  },
  {
    name: 'ports spread out',
    size: 750,
    text: (size) => group(each(size, (i) => rule(port(2 * i), v4(i % 7)))),
  },
  {
    name: 'overlapping ranges of ports',
    size: 375,
    text: (size) => group(each(size, (i) => rule(`tcp/${1 + i}-${20_000 + 3 * i}`, v4(i)))),
  },
  {
    name: 'descriptions',
    size: 750,
    text: (size) =>
      group(
        each(size, (i) =>
          rule('https', v4(i), `, description: "why rule ${i} is here, ${'in words '.repeat(8)}"`),
        ),
      ),
  },
  { name: 'IPv4 list', size: 6_250, text: (size) => withList(flow(size, v4)) },
  { name: 'IPv6 list', size: 3_750, text: (size) => withList(flow(size, v6)) },
  {
    name: 'list in rules',
    size: 375,
    text: (size) =>
      `prefixLists:\n  long: ${flow(10 * size, v4)}\n${group(each(size, (i) => rule(port(2 * i), 'list:long')))}`,
  },
  {
    name: 'list and address in rules',
    size: 125,
    text: (size) =>
      `prefixLists:\n  long: ${flow(10 * size, v4)}\n${group(each(size, (i) => rule(port(2 * i), `['list:long', 198.51.100.${i & 255}]`)))}`,
  },
  {
    name: 'list and an address of its own in rules',
    size: 125,
    text: (size) =>
      `prefixLists:\n  long: ${flow(10 * size, v4)}\n${group(each(size, (i) => rule(port(2 * i), `['list:long', 172.16.${i >> 8}.${i & 255}]`)))}`,
  },
  {
    name: 'lists of which rules name two',
    size: 75,
    text: (size) =>
      `prefixLists:\n${each(size, (i) => `  l${i}: ${flow(20, (n) => v4(20 * i + n))}\n`)}${group(each(size, (i) => rule(port(2 * i), `['list:l${i}', 'list:l${(7 * i + 3) % size}']`)))}`,
  },
  {
    name: 'hosts',
    size: 250,
    text: (size) =>
      `${group(rule('tcp', 'group:web'))}${each(size, (i) => `  h${i}: { interfaces: { eth0: { addresses: [${v4(i)}], groups: [web] } } }\n`)}`,
  },
  {
    name: 'interfaces of a host',
    size: 75,
    text: (size) =>
      `groups:\n  web: { ingress: [{ allow: https, from: 'group:web' }] }\nhosts:\n  h:\n    interfaces:\n${each(size, (i) => `      eth${i}: { addresses: [${v4(i)}], groups: [web] }\n`)}`,
  },
  {
    name: 'interfaces without a device',
    size: 75,
    text: (size) =>
      `groups:\n  web: { ingress: [{ allow: https, from: 'group:web' }] }\nhosts:\n  h:\n    interfaces:\n${each(size, (i) => `      eni${i}: { match: addresses, addresses: [${v4(i)}], groups: [web] }\n`)}`,
  },
  {
    name: 'addresses of an interface',
    size: 1_250,
    text: (size) =>
      `groups:\n  web: { ingress: [{ allow: https, from: 'group:web' }] }\nhosts:\n  h: { interfaces: { eth0: { addresses: ${flow(size, v4)}, groups: [web] } } }\n`,
  },
  {
    name: 'expectations',
    size: 125,
    text: (size) =>
      `${group(each(size, (i) => rule(`tcp/${1 + i}`, v4(i))))}expect:\n${each(size, (i) => `  - { from: ${v4(i)}, to: h, port: tcp/${1 + i}, allowed: true }\n`)}`,
  },
  {
    name: 'services of services',
    size: 250,
    text: (size) =>
      `services:\n  s0: tcp/1\n${each(size, (i) => `  s${i + 1}: [tcp/${i + 2}, s${i >> 1}]\n`)}${group(rule(`s${size}`, 'anywhere'))}`,
  },
  {
    name: 'aliases of a list',
    size: 50,
    text: (size) =>
      `prefixLists:\n  long: &a ${flow(100 * size, v4)}\n${each(90, (i) => `  l${i}: *a\n`)}${group(rule('https', 'list:long'))}`,
  },
  {
    // So many are refused, since aliases can make a short text endless.
    name: 'aliases of a rule',
    wrong: true,
    size: 750,
    text: (size) =>
      `groups:\n  web:\n    ingress:\n      - &a { allow: https, from: anywhere }\n${each(size, () => '      - *a\n')}${host('[web]')}`,
  },
  {
    name: 'anchors',
    size: 250,
    text: (size) =>
      group(
        each(
          size,
          (i) =>
            `      - { allow: &a${i} tcp/${i + 1}, from: ${v4(i)} }\n      - { allow: *a${i}, from: ${v6(i)} }\n`,
        ),
      ),
  },
  {
    name: 'unknown names',
    wrong: true,
    size: 175,
    text: (size) =>
      `groups:\n${each(size, (i) => `  group-${i}: { ingress: [{ allow: https, from: 'group:grupo-${i}x' }] }\n`)}${host('[group-0]')}`,
  },
  {
    name: 'unknown keys',
    wrong: true,
    size: 500,
    text: (size) => group(each(size, (i) => rule('https', v4(i), ', descripton: x'))),
  },
  {
    name: 'unknown services',
    wrong: true,
    size: 175,
    text: (size) =>
      `services:\n${each(size, (i) => `  service-${i}: tcp/${i + 1}\n`)}${group(each(size, (i) => rule(`serwice-${i}x`, v4(i))))}`,
  },
  {
    name: 'all in error',
    wrong: true,
    size: 750,
    text: (size) => group(each(size, (i) => rule(`tcp/${70_000 + i}`, '10.0.0.1/8'))),
  },
  {
    name: 'keys twice',
    wrong: true,
    size: 500,
    text: (size) => group(each(size, () => rule('https', 'anywhere', ', allow: http'))),
  },
];

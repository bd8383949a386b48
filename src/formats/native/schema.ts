import * as z from 'zod';
import type { Baseline, Settings } from '../../definition/model.js';
import { SSH_ADDRESS_EXPECTED, sshAddress } from '../../machine/ssh-address.js';

/** The shape of the native language. What the texts in it mean is checked behind it, with better words. */

const texts = (what: string) =>
  z.union([z.string(), z.array(z.string())], { error: `expected ${what}, or a list of them` });

export const allow = texts('a text such as `tcp/443`').meta({
  description:
    'all, tcp, udp/5000-5100, icmp/echo-request, icmpv6/128, protocol/132, a preset such as ssh, or a service',
});
export const service = texts('a text such as `tcp/9100`');
export const peers = texts('a text such as `10.0.0.0/8` or `group:web`').meta({
  description:
    'anywhere, anywhere-ipv4, anywhere-ipv6, an address, a prefix, a range a-b, group:NAME, list:NAME, self, my-ip',
});
export const parties = texts('a text such as `web-1` or `10.0.0.0/8`').meta({
  description:
    'A host, HOST/INTERFACE, a group, host:NAME, group:NAME, list:NAME, anywhere, outside (each also with -ipv4 or -ipv6), an address, a prefix or a range a-b',
});
export const address = z.string();
const addresses = z.array(address);
const description = z.string().optional().meta({ description: 'Free text' });
const tags = z
  .record(z.string(), z.union([z.string(), z.number(), z.boolean()], { error: 'expected a text' }))
  .optional()
  .meta({ description: 'Free texts by name' });

export const ingressRuleShape = { allow, from: peers, description };
export const egressRuleShape = { allow, to: peers, description };

export const groupShape = {
  description,
  tags,
  ingress: z
    .array(z.strictObject(ingressRuleShape))
    .optional()
    .meta({ description: 'What may enter. Left out or empty: nothing' }),
  egress: z
    .array(z.strictObject(egressRuleShape))
    .optional()
    .meta({ description: 'What may leave. Left out: everything; empty: nothing' }),
  members: addresses
    .optional()
    .meta({ description: 'Addresses of members that are not hosts in the definition' }),
};

const flag = (description: string) => z.boolean().optional().meta({ description });

const drop = (description: string) => z.enum(['drop', 'ignore']).optional().meta({ description });

export const baselineShape = {
  neighbourDiscovery: flag('What IPv6 needs to find its neighbours and routers. Left out: true'),
  multicastListener: flag('What IPv6 needs to take part in multicast. Left out: true'),
  dhcpv4: flag('Answers to the DHCP client of IPv4. Left out: true'),
  dhcpv6: flag('Answers to the DHCP client of IPv6. Left out: true'),
  cloud: flag(
    "The cloud's resolver, metadata and time services. Left out: true for hosts read from AWS, else false",
  ),
} satisfies Record<keyof Baseline, z.ZodType>;

export const logShape = {
  prefix: z
    .string()
    .regex(
      /^[ !#%-[\]-~]{1,29}$/,
      'expected 1 to 29 printable ASCII characters without quotation marks, backslashes and dollar signs',
    )
    .optional()
    .meta({ description: 'What a message begins with. Left out: "secgroup drop: "' }),
  rate: z.int().min(1).max(10_000).optional().meta({ description: 'Messages a second. Left out: 10' }),
  burst: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .meta({ description: 'Messages at once, before the rate counts. Left out: 20' }),
  nflog: z.int().min(0).max(65_535).optional().meta({
    description:
      'Group of nflog that gets the packets, for tcpdump or ulogd to read. Left out: the log of the kernel has a line of each',
  }),
};

export const settingsShape = {
  loopback: flag('Let the loopback device through. Left out: true'),
  established: flag('Let packets of known flows through. false: they need a rule. Left out: true'),
  related: flag('Let ICMP errors of known flows through. false: they need a rule. Left out: true'),
  invalid: drop('What connection tracking calls invalid. ignore: it goes through the rules. Left out: drop'),
  input: drop('What comes in without a rule. ignore: nothing that comes in is filtered. Left out: drop'),
  output: drop('What goes out without a rule. ignore: nothing that goes out is filtered. Left out: drop'),
  forward: drop('What the host passes on. ignore: it is not filtered, as for containers. Left out: drop'),
  refuse: z.enum(['drop', 'reject'], { error: 'expected drop or reject' }).optional().meta({
    description:
      'What becomes of packets without a rule. reject: whoever sent one is told, by a TCP reset or an ICMP error. Left out: drop',
  }),
  baseline: z
    .union([z.boolean(), z.strictObject(baselineShape)], { error: 'expected true, false or a mapping' })
    .optional()
    .meta({
      description: 'What is let in besides the rules. true or false: all of it but cloud, or nothing',
    }),
  resolvers: addresses.optional().meta({
    description: "Addresses of the network's own resolvers, which `baseline.cloud` also allows",
  }),
  earlyDrop: z.boolean().optional().meta({
    description: 'Drop before connection tracking what no rule and no known flow can let in',
  }),
  counters: flag('Count what each rule lets through. Left out: false'),
  log: z
    .union([z.boolean(), z.strictObject(logShape)], { error: 'expected true, false or a mapping' })
    .optional()
    .meta({ description: 'Log what is dropped. Left out: false' }),
  revoke: z.enum(['end', 'keep'], { error: 'expected end or keep' }).optional().meta({
    description: 'What `apply` does with known flows that lose their rule. keep: they go on. Left out: end',
  }),
  rescue: z.array(z.string()).optional().meta({
    description:
      'Groups whose ingress rules still hold where the rules cannot be loaded at boot. Empty: none. Left out: SSH, as the rules allow it',
  }),
} satisfies Record<keyof Settings, z.ZodType>;

export const interfaceShape = {
  description,
  addresses: addresses
    .optional()
    .meta({ description: 'Addresses of the interface: what a group peer resolves to' }),
  groups: z.array(z.string()).optional().meta({ description: 'Groups it carries. Left out: default' }),
  match: z.enum(['device', 'addresses']).optional().meta({
    description:
      'What its packets are matched by: the device of that name, or its own addresses, as in a cloud',
  }),
  trusted: z.boolean().optional().meta({ description: 'Accept everything' }),
};

export const hostShape = {
  description,
  tags,
  ssh: z.string().regex(sshAddress, SSH_ADDRESS_EXPECTED).optional().meta({
    description:
      'Where `plan`, `apply` and the like reach it over SSH. Left out: they act on the machine they run on',
  }),
  interfaces: z
    .record(z.string(), z.strictObject(interfaceShape))
    .meta({ description: 'Interfaces by the name of their device, such as eth0' }),
  ...settingsShape,
};

export const traffic = texts('a text such as `tcp/443`').meta({
  description: 'Whatever `allow` of a rule takes',
});

export const expectationShape = {
  from: parties,
  to: parties,
  port: traffic,
  allowed: z.boolean().meta({ description: 'true: all of it must pass. false: nothing of it may pass' }),
  description,
};

export const listFileShape = {
  file: z.string().meta({
    description: 'A file with an address a line, in the folder of the definition or below it',
  }),
};

export const definitionShape = {
  prefixLists: z
    .record(
      z.string(),
      z.union([addresses, z.strictObject(listFileShape)], {
        error: 'expected a list of addresses, or { file: NAME }',
      }),
    )
    .optional()
    .meta({ description: 'Lists of addresses by name, which rules refer to as list:NAME' }),
  services: z
    .record(z.string(), service)
    .optional()
    .meta({ description: 'Traffic by name, which `allow` takes like a preset' }),
  groups: z
    .record(z.string(), z.union([z.strictObject(groupShape), z.null()], { error: 'expected a mapping' }))
    .optional()
    .meta({ description: 'Security groups by name, which rules refer to as group:NAME' }),
  hosts: z
    .record(z.string(), z.strictObject(hostShape))
    .optional()
    .meta({ description: 'Hosts by name: each gets a firewall of its own' }),
  defaults: z
    .strictObject(settingsShape)
    .optional()
    .meta({ description: 'Settings of every host that has none of its own' }),
  expect: z
    .array(z.strictObject(expectationShape))
    .optional()
    .meta({ description: 'What the rules are expected to do, for `check` and `test`' }),
};

export const definitionSchema = z.strictObject(definitionShape);

export type NativeDefinition = z.infer<typeof definitionSchema>;
export type NativeGroup = z.infer<z.ZodObject<typeof groupShape, z.core.$strict>>;
export type NativeRule = {
  allow: string | string[];
  from?: string | string[];
  to?: string | string[];
  description?: string | undefined;
};
export type NativeExpectation = z.infer<z.ZodObject<typeof expectationShape, z.core.$strict>>;
export type NativeHost = z.infer<z.ZodObject<typeof hostShape, z.core.$strict>>;
export type NativeInterface = z.infer<z.ZodObject<typeof interfaceShape, z.core.$strict>>;
export type NativeSettings = z.infer<z.ZodObject<typeof settingsShape, z.core.$strict>>;

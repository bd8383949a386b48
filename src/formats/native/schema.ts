import * as z from 'zod';

/** The shape of the native language. What the texts in it mean is checked behind it, with better words. */

const texts = (what: string) =>
  z.union([z.string(), z.array(z.string())], { error: `expected ${what}, or a list of them` });

const allow = texts('a text such as `tcp/443`').meta({
  description:
    'all, tcp, udp/5000-5100, icmp/echo-request, icmpv6/128, protocol/132, a preset such as ssh, or a service',
});
const peers = texts('a text such as `10.0.0.0/8` or `group:web`').meta({
  description:
    'anywhere, anywhere-ipv4, anywhere-ipv6, an address, a prefix, a range a-b, group:NAME, list:NAME, self, my-ip',
});
const parties = texts('a text such as `web-1` or `10.0.0.0/8`').meta({
  description:
    'A host, HOST/INTERFACE, a group, host:NAME, group:NAME, list:NAME, anywhere, outside (each also with -ipv4 or -ipv6), an address, a prefix or a range a-b',
});
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
  members: z
    .array(z.string())
    .optional()
    .meta({ description: 'Addresses of members that are not hosts in the definition' }),
};

const drop = z.enum(['drop', 'ignore']);

export const baselineShape = {
  neighbourDiscovery: z.boolean().optional(),
  multicastListener: z.boolean().optional(),
  dhcpv4: z.boolean().optional(),
  dhcpv6: z.boolean().optional(),
  cloud: z.boolean().optional(),
};

export const logShape = {
  prefix: z
    .string()
    .regex(
      /^[ !#%-[\]-~]{1,29}$/,
      'expected 1 to 29 printable ASCII characters without quotation marks, backslashes and dollar signs',
    )
    .optional(),
  rate: z.int().min(1).max(10_000).optional().meta({ description: 'Messages a second' }),
  burst: z.int().min(1).max(10_000).optional(),
};

export const settingsShape = {
  loopback: z.boolean().optional(),
  established: z.boolean().optional(),
  related: z.boolean().optional(),
  invalid: drop.optional(),
  input: drop.optional(),
  output: drop.optional(),
  forward: drop.optional(),
  baseline: z
    .union([z.boolean(), z.strictObject(baselineShape)], { error: 'expected true, false or a mapping' })
    .optional(),
  resolvers: z.array(z.string()).optional().meta({
    description: "Addresses of the network's own resolvers, which `baseline.cloud` also allows",
  }),
  earlyDrop: z.boolean().optional().meta({
    description: 'Drop before connection tracking what no rule and no known flow can let in',
  }),
  counters: z.boolean().optional(),
  log: z
    .union([z.boolean(), z.strictObject(logShape)], { error: 'expected true, false or a mapping' })
    .optional(),
};

export const interfaceShape = {
  description,
  addresses: z
    .array(z.string())
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
  interfaces: z.record(z.string(), z.strictObject(interfaceShape)),
  ...settingsShape,
};

export const expectationShape = {
  from: parties,
  to: parties,
  port: texts('a text such as `tcp/443`').meta({ description: 'Whatever `allow` of a rule takes' }),
  allowed: z.boolean().meta({ description: 'true: all of it must pass. false: nothing of it may pass' }),
  description,
};

export const listFileShape = { file: z.string() };

export const definitionShape = {
  prefixLists: z
    .record(
      z.string(),
      z.union([z.array(z.string()), z.strictObject(listFileShape)], {
        error: 'expected a list of addresses, or { file: NAME }',
      }),
    )
    .optional(),
  services: z.record(z.string(), texts('a text such as `tcp/9100`')).optional(),
  groups: z
    .record(z.string(), z.union([z.strictObject(groupShape), z.null()], { error: 'expected a mapping' }))
    .optional(),
  hosts: z.record(z.string(), z.strictObject(hostShape)).optional(),
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

/** The language as JSON Schema (draft 2020-12), for editors. */
export function jsonSchema(): object {
  return z.toJSONSchema(definitionSchema, { io: 'input' });
}

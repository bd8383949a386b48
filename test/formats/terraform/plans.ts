/** Writes plans and states by hand in few words, in the shapes of several programs. */

/** Who printed a plan: they differ in their versions, in providers' names, and in what references name. */
export type Printer = 'terraform 0.12' | 'terraform 1' | 'opentofu';

export const printers = ['terraform 0.12', 'terraform 1', 'opentofu'] as const;

export type Fields = Readonly<Record<string, unknown>>;

/** One resource of a plan. */
export interface Spec {
  readonly type: string;
  readonly name: string;
  readonly mode?: 'managed' | 'data';
  readonly key?: string | number;
  /** Steps through modules, such as `['net["a"]']`. */
  readonly modules?: readonly string[];
  /** What is known after the plan. */
  readonly values?: Fields;
  /** `after_unknown`. */
  readonly unknown?: Fields;
  /** What the values were; left out, the resource is new. */
  readonly before?: Fields;
  readonly actions?: readonly string[];
  /** `expressions`: texts are references, anything else is written as it stands. */
  readonly written?: Fields;
  readonly forEach?: readonly string[];
}

/** A call of a module: what is handed over, and its outputs. */
export interface Call {
  readonly written?: Fields;
  readonly outputs?: Fields | undefined;
  readonly variables?: Fields | undefined;
  readonly forEach?: readonly string[];
  readonly calls?: Readonly<Record<string, Call>> | undefined;
}

export interface PlanSpec {
  readonly resources: readonly Spec[];
  readonly calls?: Readonly<Record<string, Call>>;
  readonly variables?: Fields;
  readonly defaults?: Fields;
  readonly more?: Fields;
}

/** A reference as it is written in HCL; 1.x prints the resource behind it, too. */
export function refs(...references: readonly string[]): { readonly references: readonly string[] } {
  return { references };
}

export function constant(value: unknown): object {
  return { constant_value: value };
}

export function addressOf({ mode = 'managed', type, name, key, modules = [] }: Spec): string {
  const plain = `${mode === 'data' ? 'data.' : ''}${type}.${name}`;
  const own = key === undefined ? plain : `${plain}[${JSON.stringify(key)}]`;
  return [...modules.map((one) => `module.${one}`), own].join('.');
}

export function plan(
  { resources, calls, variables, defaults, more }: PlanSpec,
  printer: Printer = 'terraform 1',
): object {
  const old = printer === 'terraform 0.12';
  const living = resources.filter(({ actions }) => actions?.join() !== 'delete');
  const printed = {
    format_version: old ? '0.1' : '1.2',
    terraform_version: old ? '0.12.31' : printer === 'opentofu' ? '1.8.3' : '1.9.5',
    ...(variables && { variables: map(variables, (value) => ({ value })) }),
    planned_values: { root_module: plannedModule(living, [], printer) },
    resource_changes: resources.map((one) => changeOf(one, printer)),
    configuration: {
      provider_config: { aws: { name: 'aws' } },
      root_module: configurationOf(resources, [], { calls, variables: defaults }),
    },
    ...more,
  };
  return old ? withoutAttributes(printed) : printed;
}

/** The state that `show -json` prints. */
export function state(resources: readonly Spec[]): object {
  return {
    format_version: '1.0',
    terraform_version: '1.9.5',
    values: { root_module: plannedModule(resources, [], 'terraform 1') },
  };
}

/** A state file as it lies on the disk. */
export function rawState(resources: readonly Spec[]): object {
  return {
    version: 4,
    terraform_version: '1.9.5',
    serial: 3,
    lineage: '3f0d9c1e-0000-4000-8000-000000000000',
    outputs: {},
    resources: resources.map(({ mode = 'managed', type, name, key, modules, values }) => ({
      ...(modules && { module: modules.map((one) => `module.${one}`).join('.') }),
      ...{ mode, type, name, provider: 'provider["registry.terraform.io/hashicorp/aws"]' },
      instances: [{ ...(key !== undefined && { index_key: key }), schema_version: 1, attributes: values }],
    })),
  };
}

function plannedModule(resources: readonly Spec[], path: readonly string[], printer: Printer): object {
  const own = resources.filter(({ modules = [] }) => modules.join() === path.join());
  const below = resources.filter(
    ({ modules = [] }) =>
      modules.length > path.length && modules.slice(0, path.length).join() === path.join(),
  );
  const children = [...new Set(below.map(({ modules }) => modules![path.length]!))];
  return {
    ...(path.length > 0 && { address: path.map((one) => `module.${one}`).join('.') }),
    resources: own.map((one) => ({ ...identity(one, printer), schema_version: 1, values: one.values ?? {} })),
    ...(children.length > 0 && {
      child_modules: children.map((one) => plannedModule(resources, [...path, one], printer)),
    }),
  };
}

function identity(spec: Spec, printer: Printer): object {
  const { mode = 'managed', type, name, key } = spec;
  const registry = printer === 'opentofu' ? 'registry.opentofu.org' : 'registry.terraform.io';
  const provider = printer === 'terraform 0.12' ? 'aws' : `${registry}/hashicorp/aws`;
  return {
    ...{ address: addressOf(spec), mode, type, name },
    ...(key !== undefined && { index: key }),
    provider_name: provider,
  };
}

function changeOf(spec: Spec, printer: Printer): object {
  const { values = {}, unknown = {}, before = null, actions = [before ? 'update' : 'create'] } = spec;
  const after = actions.join() === 'delete' ? null : values;
  return { ...identity(spec, printer), change: { actions, before, after, after_unknown: unknown } };
}

function configurationOf(resources: readonly Spec[], path: readonly string[], call: Call): object {
  const own = resources.filter(({ modules = [] }) => modules.map(plain).join() === path.join());
  const families = new Map(own.map((one) => [`${one.mode} ${one.type} ${one.name}`, one]));
  return {
    resources: [...families.values()].map(({ mode = 'managed', type, name, written = {}, forEach }) => ({
      ...{ address: `${mode === 'data' ? 'data.' : ''}${type}.${name}`, mode, type, name },
      expressions: expressionsOf(written),
      ...(forEach && { for_each_expression: { references: forEach } }),
    })),
    ...(call.outputs && { outputs: map(call.outputs, (one) => ({ expression: expressionOf(one) })) }),
    ...(call.variables && { variables: map(call.variables, (value) => ({ default: value })) }),
    ...(call.calls && {
      module_calls: map(call.calls, (one, name) => {
        const { written = {}, forEach } = one as Call;
        return {
          source: `./${name}`,
          expressions: expressionsOf(written),
          ...(forEach && { for_each_expression: { references: forEach } }),
          module: configurationOf(resources, [...path, name], one as Call),
        };
      }),
    }),
  };
}

function plain(step: string): string {
  return step.replace(/\[.*$/, '');
}

function expressionsOf(written: Fields): object {
  return map(written, expressionOf);
}

/** A text is a reference; `a.b.id` stands with the resource that it is an attribute of. */
function expressionOf(written: unknown): unknown {
  if (typeof written === 'string') return refs(...withOwner(written));
  if (Array.isArray(written) && written.every((one) => typeof one === 'string'))
    return refs(...written.flatMap(withOwner));
  if (Array.isArray(written)) return written.map((one) => expressionsOf(one as Fields));
  return written;
}

function withOwner(reference: string): readonly string[] {
  const parts = reference.split('.');
  return /^(var|each|count|local)\./.test(reference) || parts.length < 3
    ? [reference]
    : [reference, parts.slice(0, -1).join('.')];
}

/** Terraform 0.12 names the resource alone, but for outputs of modules. */
function withoutAttributes(value: unknown): object {
  return JSON.parse(JSON.stringify(value), (key, one) =>
    key === 'references' && Array.isArray(one)
      ? one.filter(
          (reference) =>
            !/^(data\.)?[a-z0-9]+_[a-z0-9_]+\.[^.]+\.[^.]+$/.test(reference) ||
            reference.startsWith('module.'),
        )
      : one,
  );
}

function map(fields: Fields, make: (value: unknown, key: string) => unknown): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).map(([key, value]) => [key, make(value, key)]));
}

/** A new group, of which nothing but the name is known. */
export function newGroup(name: string, more: Partial<Spec> = {}): Spec {
  return {
    type: 'aws_security_group',
    name,
    values: { name, description: `the group ${name}`, tags: null, vpc_id: 'vpc-1', ...more.values },
    unknown: { id: true, arn: true, ingress: true, egress: true, owner_id: true, ...more.unknown },
    ...without(more, 'values', 'unknown'),
  };
}

/** A group that is there, with the lists that a refresh finds. */
export function group(id: string, lists: Fields = {}, more: Partial<Spec> = {}): Spec {
  const name = id.slice(3);
  const values = { id, name, owner_id: '111122223333', vpc_id: 'vpc-1', ingress: [], egress: [], ...lists };
  return { type: 'aws_security_group', name, values, ...more };
}

/** An inline rule as the provider writes it, with all its attributes. */
export function inline(protocol: unknown, from: unknown, to: unknown, peers: Fields): Fields {
  return {
    ...{ protocol, from_port: from, to_port: to, description: '', self: false },
    ...{ cidr_blocks: [], ipv6_cidr_blocks: [], prefix_list_ids: [], security_groups: [] },
    ...peers,
  };
}

/** An inline rule for tcp/22. */
export function ssh(peers: Fields): Fields {
  return inline('tcp', 22, 22, peers);
}

/** An `aws_security_group_rule`, ingress if nothing else is said. */
export function rule(name: string, values: Fields, more: Partial<Spec> = {}): Spec {
  return {
    type: 'aws_security_group_rule',
    name,
    values: {
      ...{ type: 'ingress', protocol: 'tcp', from_port: 22, to_port: 22, description: null, self: false },
      ...{ cidr_blocks: null, ipv6_cidr_blocks: null, prefix_list_ids: null },
      ...values,
    },
    ...more,
  };
}

export const unknownRule = { id: true, security_group_id: true, source_security_group_id: true } as const;

function without(spec: Partial<Spec>, ...keys: readonly (keyof Spec)[]): Partial<Spec> {
  return Object.fromEntries(
    Object.entries(spec).filter(([key]) => !(keys as readonly string[]).includes(key)),
  );
}

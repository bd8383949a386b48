import { readHcl } from './hcl.js';

/**
 * The plan of a configuration that makes everything anew, as `terraform show -json` prints it: ids are known only after
 * apply, so that what refers to them is left out of the values, marked in `after_unknown`, and told by the configuration
 * alone (fact 31).
 */
export function planOf(configuration: string): string {
  const { resource = {} } = readHcl(configuration) as { readonly resource?: Written };
  const resources = Object.entries(resource).flatMap(([type, byLabel]) =>
    Object.entries(byLabel).map(([name, [body]]) => planned(type, name, body!)),
  );
  const plan = {
    format_version: '1.2',
    terraform_version: '1.9.8',
    planned_values: {
      root_module: { resources: resources.map(({ about, values }) => ({ ...about, values })) },
    },
    resource_changes: resources.map(({ about, values, unknown }) => ({
      ...about,
      change: { actions: ['create'], before: null, after: values, after_unknown: unknown },
    })),
    configuration: {
      root_module: { resources: resources.map(({ about, expressions }) => ({ ...about, expressions })) },
    },
  };
  return JSON.stringify(plan, undefined, 1);
}

type Body = Readonly<Record<string, unknown>>;
type Written = Readonly<Record<string, Readonly<Record<string, readonly Body[]>>>>;

/** What the provider works out itself, where nobody writes it. */
const computed: Readonly<Record<string, readonly string[]>> = {
  aws_security_group: ['ingress', 'egress', 'name_prefix', 'owner_id'],
  aws_default_security_group: ['ingress', 'egress', 'owner_id'],
  aws_network_interface: ['private_ip', 'private_ips', 'ipv6_addresses', 'ipv4_prefixes', 'ipv6_prefixes'],
  aws_instance: ['private_ip', 'vpc_security_group_ids', 'primary_network_interface_id', 'ipv6_addresses'],
};

function planned(type: string, name: string, body: Body) {
  const about = { address: `${type}.${name}`, mode: 'managed', type, name };
  const { values, unknown, expressions } = evaluate(body);
  for (const key of ['id', 'arn', ...(computed[type] ?? [])])
    if (!Object.hasOwn(body, key)) unknown[key] = true;
  return { about, values, unknown, expressions };
}

interface Evaluated {
  readonly values: Record<string, unknown>;
  readonly unknown: Record<string, unknown>;
  readonly expressions: Record<string, unknown>;
}

function evaluate(body: Body): Evaluated {
  const result: Evaluated = { values: {}, unknown: {}, expressions: {} };
  for (const [key, written] of Object.entries(body)) {
    if (isBlocks(written)) {
      const blocks = written.map(evaluate);
      result.values[key] = blocks.map(({ values }) => values);
      result.unknown[key] = blocks.map(({ unknown }) => unknown);
      result.expressions[key] = blocks.map(({ expressions }) => expressions);
      continue;
    }
    const references = referencesIn(written);
    if (references.length > 0) {
      result.expressions[key] = {
        references: references.flatMap((path) => [path, path.replace(/\.[a-z_]+$/, '')]),
      };
      if (references.every((path) => path.startsWith('var.'))) result.values[key] = 'given';
      else result.unknown[key] = true;
    } else {
      result.values[key] = plain(written);
      result.expressions[key] = { constant_value: plain(written) };
    }
  }
  return result;
}

function isBlocks(value: unknown): value is readonly Body[] {
  return Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'object');
}

const REFERENCE = /^\$\{([a-z0-9_.]+)\}$/;

function referencesIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  const path = typeof value === 'string' ? REFERENCE.exec(value)?.[1] : undefined;
  return path === undefined ? [] : [path];
}

/** A text of the JSON syntax is a template: what is left of `${` in it is an expression, of which there must be none. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [plain(key), plain(one)]));
  if (typeof value !== 'string') return value;
  if (/(^|[^$])\$\{|(^|[^%])%\{/.test(value)) throw new Error(`an expression in '${value}'`);
  return value.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{');
}

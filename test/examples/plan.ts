import { planOf } from '../convert/plan.js';

/** What a plan knows beside the configuration. */
export interface Known {
  readonly variables: Readonly<Record<string, string>>;
  /** Ids of what exists already, by address. Empty: the plan makes everything anew. */
  readonly ids: Readonly<Record<string, string>>;
}

type Values = Record<string, unknown>;

interface Resource {
  readonly address: string;
  readonly values: Values;
  readonly expressions: Values;
  readonly change: {
    actions: readonly string[];
    before: Values | null;
    after: Values;
    after_unknown: Values;
  };
}

interface Plan {
  readonly format_version: string;
  readonly terraform_version: string;
  readonly planned_values: { readonly root_module: { resources: readonly Resource[] } };
  resource_changes: readonly Resource[];
  readonly configuration: { readonly root_module: { resources: readonly Resource[] } };
}

/** The plan of an example's configuration, as `terraform show -json` prints it: resources in the order of their addresses. */
export function planOfExample(configuration: string, known: Known): string {
  const plan = JSON.parse(planOf(configuration)) as Plan;
  const configured = plan.configuration.root_module;
  const planned = plan.planned_values.root_module;
  configured.resources.forEach(({ address, expressions }, i) => {
    const change = plan.resource_changes[i]!.change;
    fillIn(change.after, change.after_unknown, expressions, known);
    const id = known.ids[address];
    if (id !== undefined) {
      change.after.id = id;
      delete change.after_unknown.id;
      change.actions = ['no-op'];
      change.before = change.after;
      change.after_unknown = {};
    }
    Object.assign(planned.resources[i]!.values, change.after);
  });
  for (const part of [planned, configured]) part.resources = sorted(part.resources);
  plan.resource_changes = sorted(plan.resource_changes);
  const variables = Object.entries(known.variables).map(([name, value]) => [name, { value }]);
  const { format_version, terraform_version, ...rest } = plan;
  const whole = { format_version, terraform_version, variables: Object.fromEntries(variables), ...rest };
  return `${JSON.stringify(whole, undefined, 1)}\n`;
}

/** Puts in what is known of what is referred to: variables, and ids of what exists. */
function fillIn(after: Values, unknown: Values, expressions: Values, known: Known): void {
  for (const [key, expression] of Object.entries(expressions)) {
    if (Array.isArray(expression)) {
      const blocks = expression as readonly Values[];
      blocks.forEach((one, i) => {
        fillIn((after[key] as Values[])[i]!, (unknown[key] as Values[])[i]!, one, known);
      });
      continue;
    }
    const { references = [] } = expression as { references?: readonly string[] };
    const found = references.flatMap((one) => knownValue(one, known) ?? []);
    if (found.length === 0) continue;
    delete unknown[key];
    after[key] = key === 'security_groups' ? found : found[0];
  }
}

function knownValue(reference: string, { variables, ids }: Known): string | undefined {
  if (reference.startsWith('var.')) return variables[reference.slice('var.'.length)];
  return reference.endsWith('.id') ? ids[reference.slice(0, -'.id'.length)] : undefined;
}

function sorted(resources: readonly Resource[]): readonly Resource[] {
  return [...resources].sort((a, b) => (a.address < b.address ? -1 : 1));
}

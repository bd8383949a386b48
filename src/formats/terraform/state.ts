import type { Report } from '../../diagnostics/diagnostic.js';
import { below } from '../../diagnostics/source.js';
import type { Item } from '../shared/item.js';
import { splitModules, stepsOf } from './address.js';
import { namingResource, presentItem, type Resource, tellsOf, valuesAt } from './resource.js';

/** The resources of a raw state, version 4. */
export function resourcesOfState(state: Item, report: Report): readonly Resource[] {
  return state.items('resources').flatMap((resource) => {
    const instances = resource.items('instances');
    // What is deposed waits to be destroyed; the one that took its place stands beside it.
    return instances
      .filter((instance) => !instance.has('deposed'))
      .flatMap((instance) => instanceOf(resource, instance, report) ?? []);
  });
}

function instanceOf(resource: Item, instance: Item, report: Report): Resource | undefined {
  const type = resource.requiredText('type');
  const name = resource.requiredText('name');
  const mode = resource.text('mode') ?? 'managed';
  const module = resource.text('module');
  const key = keyOf(instance);
  if (type === undefined || name === undefined || (mode !== 'managed' && mode !== 'data')) return undefined;
  const steps = module === undefined ? [] : stepsOf(module);
  const { modules, rest } = splitModules(steps ?? []);
  if (steps === undefined || rest.length > 0) {
    resource.report('wrong-type', resource.at('module'), {
      problem: `'${module}' is not the address of a module`,
    });
    return undefined;
  }
  const address = [
    ...(module === undefined ? [] : [module]),
    ...(mode === 'data' ? ['data'] : []),
    type,
    key === undefined ? name : `${name}[${JSON.stringify(key)}]`,
  ].join('.');
  const span = below(resource.span, 'name');
  const named = namingResource(report, address, span);
  const values = valuesAt(instance, 'attributes', named);
  if (!values) reportWithout(instance, address);
  return {
    ...{ address, standIn: address, mode, type, name, key, modules, span, report: named },
    values: values ?? presentItem({}, instance.span, named),
    tells: tellsOf(instance.fields.attributes),
    unknown: { tree: undefined, span: instance.span },
    before: undefined,
  };
}

function keyOf(instance: Item): string | number | undefined {
  const key = instance.fields.index_key;
  if (typeof key === 'number' || typeof key === 'string') return key;
  return key === null ? undefined : instance.text('index_key');
}

/** Attributes in the flat form of Terraform 0.11 are turned into today's by the next apply. */
function reportWithout(instance: Item, address: string): void {
  const why = instance.has('attributes_flat')
    ? 'are in the form of Terraform 0.11; a refresh by a newer one rewrites them'
    : 'are not in the state';
  instance.report('unknown-value', instance.span, { what: `the attributes of ${address}`, why });
}

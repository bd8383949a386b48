import { below } from '../../diagnostics/source.js';
import { type Item, isFields } from '../shared/item.js';
import { configurationOf, scopeOf } from './configuration.js';
import { matchBlocks } from './match-blocks.js';
import { own } from './own.js';
import { familyKey, type PlanContext } from './plan-context.js';
import { type Asker, askerFor } from './referent.js';
import { presentItem, type Resource } from './resource.js';
import { isPartUnknown, isUnknown, placeOfUnknown, type Unknown, unknownAt } from './unknown.js';

/** Some attributes of a resource, with what is unknown of them and how they are written. */
export interface Block {
  readonly resource: Resource;
  /** Nulls are left out. */
  readonly item: Item;
  readonly unknown: Unknown;
  readonly written: Written;
}

/** How a block is written in the configuration. */
export type Written =
  /** Nothing is known of it: a state, or a resource that the configuration does not have. */
  | { readonly kind: 'untold' }
  /** Attributes and nested blocks, by name; what is absent is not written at all. */
  | { readonly kind: 'attributes'; readonly expressions: unknown; readonly asker: () => Asker }
  /** As part of an expression for several blocks at once, so that a reference can be of any of them. */
  | { readonly kind: 'whole'; readonly expression: unknown; readonly asker: () => Asker };

const untold: Written = { kind: 'untold' };

/** The attributes of a resource as a whole. */
export function blockOf(resource: Resource, planContext: PlanContext): Block {
  return {
    resource,
    item: resource.values,
    unknown: resource.unknown,
    written: writtenOf(resource, planContext),
  };
}

function writtenOf(resource: Resource, planContext: PlanContext): Written {
  const { modules, mode, type, name, key } = resource;
  const scope = scopeOf(planContext, modules);
  const configuration = scope && configurationOf(scope, `${mode}.${type}.${name}`);
  const expressions = isFields(configuration) ? (configuration.expressions ?? {}) : undefined;
  if (scope === undefined || !isFields(expressions)) return untold;
  const asker = (): Asker => {
    const siblings = planContext.families.get(familyKey(modules, mode, type, name))?.size ?? 1;
    return askerFor(scope, key, siblings, own(configuration, 'for_each_expression'));
  };
  return { kind: 'attributes', expressions, asker };
}

/** The expression of an attribute, and who asks for it; nothing where it is not written. */
export function expressionOf(
  { written }: Block,
  key: string,
): { readonly expression: unknown; readonly asker: Asker } | undefined {
  if (written.kind === 'untold') return undefined;
  const expression = written.kind === 'whole' ? written.expression : own(written.expressions, key);
  return expression === undefined ? undefined : { expression, asker: written.asker() };
}

/**
 * Whether an attribute is not written at all, so that the cloud fills it in: what is unknown of it says nothing (fact 31).
 */
export function isUnwritten({ written }: Block, key: string): boolean {
  return written.kind === 'attributes' && own(written.expressions, key) === undefined;
}

/** Whether an attribute may show what is there today, and not what somebody wrote: other resources have a part in it. */
export function showsToday({ written }: Block, key: string): boolean {
  return written.kind !== 'attributes' || own(written.expressions, key) === undefined;
}

/** Whether the value is one that somebody wrote and that is known only after apply. */
export function isPending(block: Block, key: string): boolean {
  return isUnknown(block.unknown, key) && !isUnwritten(block, key);
}

/** Reports that an attribute is not known. */
export function reportPending(block: Block, key: string, why = 'is known only after apply'): void {
  const { resource, unknown } = block;
  const what = `'${key}' of ${resource.address}`;
  resource.report('unknown-value', placeOfUnknown(unknown, key), { what, why });
}

/** The nested blocks under `key`, each with its part of what is unknown and of the configuration. */
export function nestedBlocks(block: Block, key: string): readonly Block[] {
  const { resource, item, unknown } = block;
  const list = item.fields[key];
  const items = item.items(key);
  if (items.length === 0 || !Array.isArray(list)) return [];
  const blocks: Block[] = [];
  let next = 0;
  list.forEach((value, index) => {
    if (!isFields(value)) return;
    next++;
    const span = below(item.span, key, index);
    const part = unknownAt(unknown, key, index);
    blocks.push({
      resource,
      item: presentItem(value, span, item.report),
      unknown: part,
      written: untold,
    });
  });
  return next === items.length ? withWritten(block, key, blocks) : blocks;
}

function withWritten(block: Block, key: string, blocks: readonly Block[]): readonly Block[] {
  const { written } = block;
  if (written.kind !== 'attributes') return blocks;
  const expressions = own(written.expressions, key);
  if (isFields(expressions)) {
    const whole: Written = { kind: 'whole', expression: expressions, asker: written.asker };
    return blocks.map((one) => ({ ...one, written: whole }));
  }
  if (!Array.isArray(expressions) || !blocks.some(({ unknown }) => isPartUnknown(unknown))) return blocks;
  const found = matchBlocks(blocks, expressions);
  return blocks.map((one) => {
    const match = found.get(one);
    return match === undefined ? one : { ...one, written: { ...written, expressions: match } };
  });
}

import { below, type Span } from '../../diagnostics/source.js';
import { type Block, isPending, isUnwritten, reportPending } from './block.js';
import { listOf } from './own.js';
import { isPartlyUnknown, isUnknown } from './unknown.js';

export interface PlacedText {
  readonly text: string;
  readonly span: Span;
}

/** The texts of a list that are known. What is not is said with `report`, or else left to the caller. */
export function textsAt({ item }: Block, key: string): readonly PlacedText[] {
  const value = item.fields[key];
  if (value === undefined) return [];
  if (!Array.isArray(value)) return item.texts(key);
  return value.flatMap((one: unknown, index) => {
    const span = below(item.span, key, index);
    if (typeof one === 'string') return [{ text: one, span }];
    if (one !== null) item.report('wrong-type', span, { problem: `'${key}'[${index}] is not a text` });
    return [];
  });
}

/** Whether the list has items that are not known: each stands as null where it is. */
export function lacksItems({ item, unknown, ...block }: Block, key: string): boolean {
  if (isUnknown(unknown, key)) return isPending({ item, unknown, ...block }, key);
  return isPartlyUnknown(unknown, key) || listOf(item.fields[key]).includes(null);
}

/** The texts of a list, with a word on what is not known of them. */
export function knownTexts(block: Block, key: string): readonly PlacedText[] {
  if (lacksItems(block, key)) reportPending(block, key);
  return textsAt(block, key);
}

/** A text that is known; what somebody wrote and is not known yet is said. */
export function knownText(block: Block, key: string): PlacedText | undefined {
  const { item, unknown } = block;
  if (isUnknown(unknown, key)) {
    if (!isUnwritten(block, key)) reportPending(block, key);
    return undefined;
  }
  const text = item.text(key);
  return text === undefined || text === '' ? undefined : { text, span: item.at(key) };
}

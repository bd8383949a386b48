import { type Diagrams, NEXT, type Node } from './diagrams.js';

/**
 * One after the other: what falls off the end of one goes on in the next. Since that is associative, neighbours are joined
 * pairwise, which takes n log n where one by one would take n².
 */
export function sequence(diagrams: Diagrams, parts: readonly Node[]): Node {
  if (parts.length === 0) return NEXT;
  let row = parts;
  while (row.length > 1) {
    const joined: Node[] = [];
    for (let i = 0; i < row.length; i += 2) {
      joined.push(i + 1 < row.length ? diagrams.replace(row[i]!, NEXT, row[i + 1]!) : row[i]!);
    }
    row = joined;
  }
  return row[0]!;
}

import stringWidth from 'string-width';
import { visible } from '../diagnostics/visible.js';

const GAP = '  ';

/** Columns without lines. Texts from a definition are made visible, and cannot move the cursor of a terminal. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const grid = [head, ...rows].map((row) => row.map((cell) => String(cell).split('\n').map(written)));
  const widths: number[] = [];
  for (const row of grid) {
    row.forEach((cell, column) => {
      for (const { width } of cell) widths[column] = Math.max(widths[column] ?? 0, width);
    });
  }
  return grid
    .filter((row) => row.length > 0)
    .flatMap((row) => rowLines(row, widths))
    .join('\n');
}

/** One line of a cell, and how many columns of a terminal it takes. */
interface Written {
  readonly text: string;
  readonly width: number;
}

function written(line: string): Written {
  const text = visible(line);
  return { text, width: stringWidth(text) };
}

/** A row is as many lines high as its highest cell. */
function rowLines(row: readonly (readonly Written[])[], widths: readonly number[]): readonly string[] {
  const height = row.reduce((most, cell) => Math.max(most, cell.length), 0);
  return Array.from({ length: height }, (_, at) =>
    row
      .map((cell, column) => {
        const { text, width } = cell[at] ?? { text: '', width: 0 };
        return text + ' '.repeat(widths[column]! - width);
      })
      .join(GAP)
      .trimEnd(),
  );
}

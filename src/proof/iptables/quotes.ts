/** A line as the programs print it, without what stands in quotes. A quote that is left does not end on its line. */
export function unquoted(line: string): string {
  return line.replace(/"(?:[^"\\]|\\.)*"/g, '');
}

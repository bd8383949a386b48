/** A label leaves room for what the chain or set is for. */
const LABEL_LENGTH = 11;

/**
 * A short name for each interface, to build the names of chains and sets from: its device name or id, shortened in the
 * middle where it is too long. It depends on the host's own interfaces alone, so it stays the same across compiles.
 */
export function interfaceLabels(ids: readonly string[], length = LABEL_LENGTH): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  for (const id of ids) {
    const label = unusedLabel(id, taken, length);
    taken.add(label);
    labels.set(id, label);
  }
  return labels;
}

/** The text in at most so many characters, all of them fit for names, and with a number where that is taken. */
export function unusedLabel(text: string, taken: ReadonlySet<string>, length: number): string {
  // A name of nft begins with a letter, an underscore or a dot.
  const plain = text.replace(/[^A-Za-z0-9._-]/g, '_').replace(/^(?=[^A-Za-z_.])/, '_');
  let label = shortened(plain, length);
  for (let n = 2; taken.has(label); n++) label = `${shortened(plain, length - 1 - String(n).length)}-${n}`;
  return label;
}

function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = Math.ceil((length - 1) / 2);
  return `${text.slice(0, length - 1 - tail)}-${text.slice(-tail)}`;
}

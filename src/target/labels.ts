/** Chain names end at 28 characters in iptables; a label leaves room for what the chain is for. */
const LABEL_LENGTH = 11;

/**
 * A short name for each interface, to build the names of chains and sets from: its device name or id, shortened in the
 * middle where it is too long. It depends on the host's own interfaces alone, so it stays the same across compiles.
 */
export function interfaceLabels(ids: readonly string[]): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  const taken = new Set<string>();
  for (const id of ids) {
    const label = unusedLabel(id, taken);
    taken.add(label);
    labels.set(id, label);
  }
  return labels;
}

function unusedLabel(id: string, taken: ReadonlySet<string>): string {
  const plain = id.replace(/[^A-Za-z0-9._-]/g, '_');
  let label = shortened(plain, LABEL_LENGTH);
  for (let n = 2; taken.has(label); n++) label = `${shortened(plain, LABEL_LENGTH - 1 - String(n).length)}-${n}`;
  return label;
}

function shortened(text: string, length: number): string {
  if (text.length <= length) return text;
  const tail = Math.ceil((length - 1) / 2);
  return `${text.slice(0, length - 1 - tail)}-${text.slice(-tail)}`;
}

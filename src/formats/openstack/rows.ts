import { below, type Span } from '../../diagnostics/source.js';
import { Item } from '../shared/item.js';

/** Columns that are not simply called like the fields of the API. */
const renamed: ReadonlyMap<string, string> = new Map([
  ['IP Protocol', 'protocol'],
  ['IP Range', 'remote_ip_prefix'],
  ['Remote Security Group', 'remote_group_id'],
  ['Remote Address Group', 'remote_address_group_id'],
  ['Security Group', 'security_group_id'],
  ['Security Groups', 'security_group_ids'],
  ['Fixed IP Addresses', 'fixed_ips'],
]);

/** A row of a table that the command line lists, read as if the API had answered it; places are those of the columns. */
class Row extends Item {
  readonly #columns: ReadonlyMap<string, string>;

  constructor(row: Item, columns: ReadonlyMap<string, string>) {
    const fields = Object.fromEntries(Array.from(columns, ([key, column]) => [key, row.fields[column]]));
    super(fields, row.span, row.report);
    this.#columns = columns;
  }

  override at(key: string, index?: number): Span {
    return below(this.span, this.#columns.get(key) ?? key, index);
  }
}

/** A row by the names of the API; a column that appears twice in other words is reported. */
export function asRow(row: Item): Item {
  const columns = new Map<string, string>();
  for (const column of Object.keys(row.fields)) {
    const key = renamed.get(column) ?? column.toLowerCase().replaceAll(' ', '_');
    if (columns.has(key)) row.report('duplicate-key', row.at(column), { key: column });
    else columns.set(key, column);
  }
  if (isPrintedTwice(row)) columns.delete('remote_ip_prefix');
  return new Row(row, columns);
}

/** A rule whose peer is a group is printed with the range of everybody besides; the group is the peer. */
function isPrintedTwice({ fields }: Item): boolean {
  const group = fields['Remote Security Group'] ?? fields['Remote Address Group'];
  const range = fields['IP Range'];
  return group !== undefined && (range === '0.0.0.0/0' || range === '::/0');
}

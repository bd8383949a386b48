import type { Report } from '../../diagnostics/diagnostic.js';
import type { Span } from '../../diagnostics/source.js';
import { type Fields, Item } from '../shared/item.js';

/**
 * An object as AWS Config writes it, read as if a describe command had printed it: there keys begin with a small letter,
 * null stands for what is absent, and addresses may be plain texts. Places are those of what is written.
 */
export class ConfigItem extends Item {
  readonly written: Fields;

  constructor(written: Fields, span: Span, report: Report) {
    super(renamed(written), span, report);
    this.written = written;
  }

  override spelled(key: string): string {
    return key === 'IpRanges' ? rangesKey(this.written) : key.slice(0, 1).toLowerCase() + key.slice(1);
  }

  protected override inside(written: Fields, span: Span): Item {
    return new ConfigItem(written, span, this.report);
  }

  protected override reportingTo(report: Report): Item {
    return new ConfigItem(this.written, this.span, report);
  }
}

function renamed(written: Fields): Fields {
  const fields: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(written)) {
    if (value === null || key === 'ipRanges' || key === 'ipv4Ranges') continue;
    const name = key.slice(0, 1).toUpperCase() + key.slice(1);
    fields[name] = name === 'PrefixListIds' ? objects(value, 'prefixListId') : value;
  }
  const ranges = written[rangesKey(written)] ?? undefined;
  if (ranges !== undefined) fields.IpRanges = objects(ranges, 'cidrIp');
  return fields;
}

/** The newer of two lists that say the same, since it has descriptions too. */
function rangesKey({ ipv4Ranges }: Fields): string {
  return ipv4Ranges === undefined || ipv4Ranges === null ? 'ipRanges' : 'ipv4Ranges';
}

/** Texts of a list as what describe commands print in their place. */
function objects(list: unknown, key: string): unknown {
  return Array.isArray(list) ? list.map((one) => (typeof one === 'string' ? { [key]: one } : one)) : list;
}

/** Whether both lists of IPv4 ranges of a permission, where it has both, hold the same. */
export function agree({ ipRanges, ipv4Ranges }: Fields): boolean {
  if (!Array.isArray(ipRanges) || !Array.isArray(ipv4Ranges)) return true;
  const key = (list: readonly unknown[]) => JSON.stringify([...new Set(list.map(cidrOf))].sort());
  return key(ipRanges) === key(ipv4Ranges);
}

function cidrOf(range: unknown): unknown {
  return typeof range === 'object' && range !== null ? (range as Fields).cidrIp : range;
}

import type { AddressRange } from '../address/parse.js';
import type { Report } from '../diagnostics/diagnostic.js';
import { type Linked, link } from '../policy/link.js';
import { writeAws } from './aws/write.js';
import { cloudDefinition } from './cloud/definition.js';
import { reportReserved } from './cloud/tags.js';
import { writeCloudFormation } from './cloudformation/write.js';
import { type Followed, follow } from './followed.js';
import { minimalDefinition } from './minimal/minimal.js';
import { type Quotas, quotasOf } from './minimal/quotas.js';
import { writeNative } from './native/write.js';
import { writeOpenstack } from './openstack/write.js';
import { writeTerraform } from './terraform/write.js';
import { formatTitles, type WrittenFormat } from './written-formats.js';

export interface ConvertOptions {
  readonly format: WrittenFormat;
  /** Write the fewest rules that mean the same, in place of those that are there. */
  readonly minimal: boolean;
  /** What `my-ip` means; absent where it is not known. */
  readonly myIp?: AddressRange | undefined;
}

export interface Converted {
  readonly text: string;
  /** How the merged rules stand to the quotas of AWS; absent where nothing was merged. */
  readonly quotas?: Quotas;
}

/** The definition in another format. What that format cannot hold is expanded exactly, or reported. */
export function convert(linked: Linked, options: ConvertOptions, report: Report): Converted {
  if (!options.minimal) return { text: write(follow(linked), options, report) };
  const { myIp } = options;
  // What linking has to say was said of the rules that these were made of.
  const minimal = link(minimalDefinition(linked, myIp), { myIp }, () => {});
  return { text: write(follow(minimal), options, report), quotas: quotasOf(linked, minimal) };
}

function write(followed: Followed, { format, myIp }: ConvertOptions, report: Report): string {
  const title = formatTitles[format];
  const aws = () => cloudDefinition(followed, { title, byFamily: false, ownServices: true }, myIp, report);
  const openstack = () =>
    cloudDefinition(followed, { title, byFamily: true, ownServices: false }, myIp, report);
  switch (format) {
    case 'native':
      return writeNative(followed, report);
    case 'aws':
      return writeAws(aws(), report);
    case 'cloudformation':
      reportReserved(followed.definition, report);
      return writeCloudFormation(aws(), report);
    case 'terraform':
      reportReserved(followed.definition, report);
      return writeTerraform(aws(), report);
    case 'openstack':
      return writeOpenstack(openstack(), report);
  }
}

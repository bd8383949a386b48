import { type AddressSet, addressSet, sameAddresses } from '../../address/address-set.js';
import type { PrefixList } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import type { Item } from '../shared/item.js';
import { readId } from '../shared/names.js';
import { readPrefix } from '../shared/prefix.js';
import { reportBareZero, withLength } from './remote-peers.js';

/** Address groups, as prefix lists of both families. The same one twice is no harm if it holds the same. */
export function readAddressGroups(items: readonly Item[], report: Report): readonly PrefixList[] {
  const lists = new Map<string, PrefixList>();
  for (const item of items) {
    const id = readId(item, 'id', 'prefix list');
    if (id === undefined) continue;
    const list: PrefixList = {
      id,
      name: item.text('name') || id,
      addresses: readAddresses(item),
      span: item.at('id'),
    };
    const first = lists.get(id);
    if (first === undefined) lists.set(id, list);
    else if (!sameAddresses(first.addresses, list.addresses)) {
      const related = [{ message: 'first definition', span: first.span }];
      report('duplicate', list.span, { kind: 'prefix list', name: id }, { related });
    }
  }
  return [...lists.values()];
}

function readAddresses(item: Item): AddressSet {
  const ranges = item.texts('addresses').flatMap(({ text, span }) => {
    reportBareZero(text, span, item.report);
    return readPrefix(withLength(text), span, item.report) ?? [];
  });
  return addressSet(ranges);
}

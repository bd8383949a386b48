import { type ConfigRecord, isDeleted } from './config-records.js';

/** Of each resource the newest record, whatever files they stand in; several where nothing tells them apart. */
export function newest(records: readonly ConfigRecord[]): readonly ConfigRecord[] {
  const byResource = new Map<string, ConfigRecord[]>();
  for (const record of records) {
    const key = `${record.type} ${record.item.peek('ResourceId') ?? ''}`;
    const same = byResource.get(key);
    if (same) same.push(record);
    else byResource.set(key, [record]);
  }
  return [...byResource.values()].flatMap(newestOf);
}

function newestOf(same: readonly ConfigRecord[]): readonly ConfigRecord[] {
  if (same.length === 1) return same;
  const undated = same.find((one) => Number.isNaN(timeOf(one)));
  if (undated) {
    const problem =
      'this is one of several items of a resource, and without the time of one nobody knows which is the newest';
    const suggestion = "leave 'configurationItemCaptureTime' in";
    undated.item.report('unknown-shape', undated.item.span, { problem }, { suggestion });
    return [];
  }
  const last = same.reduce((time, one) => Math.max(time, timeOf(one)), Number.NEGATIVE_INFINITY);
  const tied = same.filter((one) => timeOf(one) === last);
  const gone = tied.filter(isDeleted);
  return gone.length > 0 ? gone : tied;
}

/** In milliseconds; older command lines print seconds. */
function timeOf({ item }: ConfigRecord): number {
  const time = item.fields.ConfigurationItemCaptureTime;
  return typeof time === 'number' ? time * 1000 : Date.parse(typeof time === 'string' ? time : '');
}

import type { Host } from '../../definition/model.js';
import type { Report } from '../../diagnostics/diagnostic.js';
import { hostTags } from '../cloud/tags.js';

export function tagFields(tags: ReadonlyMap<string, string>): readonly object[] {
  return Array.from(tags, ([Key, Value]) => ({ Key, Value }));
}

export function tagList(host: Host, report: Report): readonly object[] {
  return tagFields(hostTags(host, report));
}

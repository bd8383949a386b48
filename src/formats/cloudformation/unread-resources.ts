import type { Report } from '../../diagnostics/diagnostic.js';
import { below, onKey } from '../../diagnostics/source.js';
import { isFields } from '../shared/item.js';
import { reportUnread, type Unread } from '../shared/unread.js';
import { unreadKindOf } from './kinds.js';
import { presenceOf } from './presence.js';
import { rainModuleOf } from './rain.js';
import type { Template } from './template.js';

/** Tells of resources that hold groups, rules or hosts, or make hosts, and are not read. */
export function reportUnreadResources(template: Template, report: Report): void {
  const { fields, span } = template.resources;
  const found: Unread[] = Object.entries(fields).flatMap(([name, raw]) => {
    const type = isFields(raw) ? (rainModuleOf(raw.Type) ?? raw.Type) : undefined;
    if (typeof type !== 'string' || unreadKindOf(type) === undefined) return [];
    const presence = presenceOf(template, name);
    if (presence.kind === 'decided' && !presence.holds) return [];
    return [{ name, type, span: onKey(below(span, name)) }];
  });
  reportUnread(found, unreadKindOf, report);
}

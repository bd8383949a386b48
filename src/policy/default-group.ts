import { noAddresses } from '../address/address-set.js';
import { everythingOut } from '../definition/everything-out.js';
import type { Group, Rule } from '../definition/model.js';
import type { Span } from '../diagnostics/source.js';
import { allTraffic } from '../traffic/traffic.js';

export const DEFAULT_GROUP = 'default';

const span: Span = { source: { name: '(built in)', text: '' }, offsets: { start: 0, end: 0 } };

const fromMembers: Rule = {
  direction: 'ingress',
  allow: [{ kind: 'traffic', traffic: [allTraffic], span }],
  peers: [{ kind: 'self', span }],
  description: '',
  span,
};

/** The group that exists without being declared: everything from its own members, everything out (fact 4). */
export const builtInDefault: Group = {
  id: DEFAULT_GROUP,
  name: DEFAULT_GROUP,
  span,
  description: 'the default group',
  tags: new Map(),
  ingress: [fromMembers],
  egress: [everythingOut(['ipv4', 'ipv6'], span)],
  members: noAddresses,
};

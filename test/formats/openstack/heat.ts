import { type Reading, reading } from './reading.js';

export const version = { heat_template_version: '2018-08-31' };

export function template(resources: object, more: object = {}): object {
  return { ...version, ...more, resources };
}

export function groupResource(rules: unknown, more: object = {}): object {
  return { type: 'OS::Neutron::SecurityGroup', properties: { rules, ...more } };
}

/** Reads a stack with one group `web` of these rules. */
export function readingOfRules(rules: unknown, more: object = {}, parameters = {}): Reading {
  return reading({ 'stack.json': template({ web: groupResource(rules) }, more) }, parameters);
}

/** The rules that each group has by itself, in words. */
export const everythingOut = ['out all anywhere-ipv4', 'out all anywhere-ipv6'];

/** A rule that lets ssh in. */
export const ssh = { protocol: 'tcp', port_range_min: 22, port_range_max: 22 };

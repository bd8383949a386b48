import { describe, test } from 'vitest';
import { expectRefused } from '../../support/definition.js';

/** Tags that make a Map, a Set or a Date of a value, whose contents no validation would see. */
describe('a YAML tag beyond the core schema', () => {
  const hosts = 'hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } } }';

  test.each([
    ['!!omap', 'groups: { web: !!omap [ egress: [] ] }'],
    ['!!set', 'groups: { web: !!set { egress } }'],
    ['!!timestamp', 'groups: { web: { description: !!timestamp 2001-12-14 } }'],
    ['!!binary', 'groups: { web: { description: !!binary aGk= } }'],
  ])('%s', async (tag, groups) => {
    await expectRefused(`${groups}\n${hosts}`, ['syntax', tag]);
  });
});

import { describe, expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { compileSources, withFiles } from '../support/definition.js';

const host = (settings = '') =>
  `{ ${settings} interfaces: { eth0: { addresses: [10.0.0.1], groups: [web] } } }`;
const definition = (hosts: string, defaults = '') => `groups: { web: {} }\n${defaults}hosts: ${hosts}\n`;

/** Packets to a port that DNAT translates pass the forward hook, so with `ignore` no group is asked. */
describe('that translated ports are not filtered is told, where the setting stands', () => {
  test.each<[how: string, text: string, place: string, hosts: string]>([
    ['of a host', definition(`{ a: ${host('forward: ignore,')} }`), 'd.yaml:2:15', "host 'a'"],
    [
      'of the defaults, once for all hosts',
      definition(`{ a: ${host()}, b: ${host()}, c: ${host()} }`, 'defaults: { forward: ignore }\n'),
      'd.yaml:2:13',
      'a host',
    ],
    [
      'of the defaults, where one host has its own',
      definition(`{ a: ${host()}, b: ${host('forward: drop,')} }`, 'defaults: { forward: ignore }\n'),
      'd.yaml:2:13',
      'a host',
    ],
  ])('%s', (_, text, place, hosts) =>
    withFiles(text, async (folder) => {
      const compiled = await compileSources([`${folder}/d.yaml`], folder);
      expect(compiled.diagnostics).toMatchObject([{ code: 'forward-ignored', place, severity: 'warning' }]);
      expect(compiled.diagnostics[0]!.message).toContain(`packets forwarded by ${hosts} are not filtered`);
      expect(compiled.status).toBe(0);
      const checked = await secgroup('check', `${folder}/d.yaml`);
      expect(checked.stderr.match(/forward-ignored/g)).toHaveLength(1);
      const shown = await secgroup('verify', `${folder}/scripts/a.nft`, `${folder}/d.yaml`, '--host', 'a');
      expect([shown.status, shown.stderr.match(/forward-ignored/g)?.length]).toEqual([0, 1]);
    }),
  );

  test.each(['', 'forward: drop,'])('not where forwarded packets are dropped: %s', (settings) =>
    withFiles(definition(`{ a: ${host(settings)} }`, 'defaults: { forward: drop }\n'), async (folder) => {
      expect((await compileSources([`${folder}/d.yaml`], folder)).diagnostics).toEqual([]);
    }),
  );
});

import { describe, expect, test } from 'vitest';
import { sshAddress } from '../../../src/machine/ssh-address.js';
import { expectRefused } from '../../support/definition.js';

describe('where SSH leads to a host', () => {
  test.each([
    'web-1',
    'admin@192.0.2.10',
    'root@2001:db8::7',
    'fe80::1%eth0',
    'ssh://admin@web-1.example.com:2222',
    'ssh://[2001:db8::7]:22',
  ])('is %s', (text) => {
    expect(sshAddress.test(text)).toBe(true);
  });

  /** An option of the client, or what a shell would run: a configuration may hand the name to one. */
  test.each([
    '-oProxyCommand=touch',
    'root@-x',
    'a b',
    'a;id',
    '$(id)',
    '`id`',
    "a'b",
    'a\\nb',
    'ssh://-x',
    'a@b@c',
    '',
    'a/b',
  ])('is not %j', async (text) => {
    expect(sshAddress.test(text)).toBe(false);
    const host = `h: { ssh: ${JSON.stringify(text)}, interfaces: { eth0: { addresses: [10.0.0.1] } } }`;
    await expectRefused(`hosts: { ${host} }`, ['wrong-type', JSON.stringify(text)]);
  });
});

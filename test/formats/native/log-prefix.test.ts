import { describe, test } from 'vitest';
import { expectRefused } from '../../support/definition.js';

/** A quote or a backslash would end the text in a script, and nft takes a dollar sign for a variable. */
describe('a log prefix that a target would read as something else', () => {
  test.each(['a"b', 'a\\b', 'x $foo ', 'ä', 'a'.repeat(30), ''])('%j', async (prefix) => {
    const host = `h: { log: { prefix: '${prefix}' }, interfaces: { eth0: { addresses: [10.0.0.1] } } }`;
    await expectRefused(`hosts: { ${host} }`, ['wrong-type', `'${prefix}'`]);
  });
});

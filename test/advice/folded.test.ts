import { describe, expect, it } from 'vitest';
import { adviceOn, webWith } from './advising.js';

const opening = /-open$|^wide-port-range$/;

const codesOn = async (...rules: readonly string[]) =>
  (await adviceOn(webWith(...rules))).map(({ code }) => code).filter((code) => opening.test(code));

describe('what a rule that opens everything opens among other things is not said again', () => {
  it.each([
    'all from anywhere',
    'all from anywhere-ipv6',
    '[tcp, udp] from anywhere',
    'tcp from 0.0.0.0/0',
    'tcp/1-65535 from anywhere',
  ])('%s', async (rule) => {
    expect(await codesOn(rule)).toEqual(['everything-open']);
  });

  it('but what it does not open is', async () => {
    expect(await codesOn('all from anywhere-ipv4', 'ssh from anywhere-ipv6')).toEqual([
      'everything-open',
      'admin-port-open',
    ]);
    expect(await codesOn('tcp/1-60000 from anywhere')).not.toContain('everything-open');
    expect((await codesOn('tcp/1-60000 from anywhere')).length).toBeGreaterThan(2);
  });
});

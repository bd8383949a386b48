import { openLab } from 'secgroup/lab';
import { expect, test } from 'vitest';

test('a web server does not reach the database', async () => {
  await using lab = await openLab('examples/three-tier.yaml');

  const refused = await lab.host('web-1').connect('db-1', 'tcp/5432');
  expect(refused.allowed).toBe(false);
  expect(refused.wanted.because).toBe("into 'db-1': no rule allows it");

  const ipv6 = await lab.host('app-1').connect('db-1', 'tcp/5432', { family: 'ipv6' });
  expect(ipv6.allowed).toBe(true);
});

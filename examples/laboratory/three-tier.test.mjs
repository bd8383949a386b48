import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openLab } from 'secgroup/lab';

/** @type {import('secgroup/lab').Lab} */
let lab;

before(async () => {
  lab = await openLab('examples/three-tier.yaml');
});
after(() => lab.close());

test('the application reaches the database, and nothing else does', async () => {
  const { allowed } = await lab.host('app-1').connect('db-1', 'tcp/5432');
  assert.equal(allowed, true);

  const others = ['web-1', 'web-2', 'bastion-1'].map((name) => lab.host(name).connect('db-1', 'tcp/5432'));
  for (const { allowed, from } of await Promise.all(others)) assert.equal(allowed, false, from.host);
});

test('the office logs in to the bastion, and the world does not', async () => {
  const office = await lab.outside('203.0.113.77').connect('bastion-1', 'ssh');
  assert.equal(office.allowed, true, office.wanted.because);

  const world = await lab.outside('2001:db8:bad::1').connect('bastion-1', 'ssh');
  assert.equal(world.fate, 'not-let-in');
});

test('a web server can ask for its updates', async () => {
  const { allowed } = await lab.host('web-1').connect('198.51.100.80', 'https');
  assert.equal(allowed, true);
});

test('a firewall is loaded where it should be', async () => {
  const { stdout } = await lab.host('db-1').run(['nft', 'list', 'tables']);
  assert.match(stdout, /table inet secgroup$/m);
});

import { expect, test } from 'vitest';
import { compileDefinition, expectRefused } from '../../support/definition.js';

const definition = (name: string, match: string) => `
groups: { web: { ingress: [{ allow: ssh, from: 10.0.0.0/8 }] } }
hosts: { h: { interfaces: { ${name}: { match: ${match}, addresses: [192.0.2.1], groups: [web] } } } }
`;

test('`match: addresses` tells packets by the addresses of the interface, whose key is only a name', async () => {
  const { status, scripts } = await compileDefinition(definition('eni-0b12c23d34e45f563', 'addresses'));
  expect(status).toBe(0);
  expect(scripts['h.nft']).toContain('192.0.2.1');
  expect(scripts['h.nft']).not.toContain('iifname "eni-');
});

test('`match: device` is what is meant without it', async () => {
  const { scripts } = await compileDefinition(definition('eth0', 'device'));
  expect(scripts['h.nft']).toContain('"eth0"');
  await expectRefused(definition('eni-0b12c23d34e45f563', 'device'), [
    'invalid-device',
    'eni-0b12c23d34e45f563',
  ]);
});

test('the name has to be fit for the name of a chain', async () => {
  await expectRefused(definition("'a b'", 'addresses'), ['invalid-device', "'a b'"]);
});

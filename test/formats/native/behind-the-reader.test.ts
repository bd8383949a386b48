import { describe, test } from 'vitest';
import { expectRefused, withTraffic } from '../../support/definition.js';

/** Faults that show only once references are followed. */
describe('a range whose end is no port is refused, not read as its beginning', () => {
  test.each(['tcp/1-65536', 'tcp/80-', 'tcp/80-x'])('%s', async (allow) => {
    await expectRefused(withTraffic(allow), ['invalid-traffic', allow]);
  });
});

describe('what every object inherits is no protocol', () => {
  test('constructor/80', async () => {
    await expectRefused(withTraffic('constructor/80'), ['invalid-traffic', 'constructor/80']);
  });
});

describe('a mistyped name is looked for among presets too', () => {
  test.each([
    ['htps', "did you mean 'https'?"],
    ['postgres', 'write postgresql'],
    ['tpc', "did you mean 'tcp'?"],
  ])('%s', async (allow, suggestion) => {
    await expectRefused(withTraffic(allow), ['unknown-service', allow, suggestion]);
  });
});

test('a fault of a service is told once, however often the service is named', async () => {
  await expectRefused('services: { a: [tcp/80, b], b: nowhere }', ['unknown-service', 'nowhere']);
});

import { describe, test } from 'vitest';
import { expectRefused, withTraffic } from '../../support/definition.ts';

/** What the stages behind the reader get wrong as yet. A test that begins to pass belongs into its table. */
describe('src/traffic/parse.ts takes a range whose end is no port for its beginning alone', () => {
  test.fails.each(['tcp/1-65536', 'tcp/80-', 'tcp/80-x'])('%s', async (allow) => {
    await expectRefused(withTraffic(allow), ['invalid-traffic', allow]);
  });
});

describe('src/traffic/parse.ts finds what every object inherits among the protocols', () => {
  test.fails('constructor/80', async () => {
    await expectRefused(withTraffic('constructor/80'), ['invalid-traffic', 'constructor/80']);
  });
});

describe('src/policy/link.ts looks for a mistyped name among the services only', () => {
  test.fails.each([
    ['htps', "did you mean 'https'?"],
    ['postgres', "did you mean 'postgresql'?"],
    ['tpc', "did you mean 'tcp'?"],
  ])('%s', async (allow, suggestion) => {
    await expectRefused(withTraffic(allow), ['unknown-service', allow, suggestion]);
  });
});

test.fails('src/policy/link.ts tells a fault of a service again wherever the service is named', async () => {
  await expectRefused('services: { a: [tcp/80, b], b: gone }', ['unknown-service', 'gone']);
});

import { expect } from 'vitest';
import { generate, toYaml } from '../reference/generate.js';
import { cloudScenario } from './cloud-scenario.js';
import { converted, expectSameMeaning, read } from './meaning.js';
import { onManyDefinitions } from './random.js';

onManyDefinitions('mean the same after they were converted to AWS and back', async (seed) => {
  const text = toYaml(cloudScenario(generate(seed)));
  const before = await read({ 'before.yaml': text });
  const written = converted(before, 'aws');
  const after = await read({ 'after.json': written });
  expectSameMeaning(after, before, `${text}\n---\n${written}`);
  expect(converted(after, 'aws')).toBe(written);
});

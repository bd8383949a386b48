import { test } from 'vitest';
import { generate, toYaml } from '../reference/generate.js';
import { cloudScenario } from './cloud-scenario.js';
import { converted, expectSameMeaning, read } from './meaning.js';
import { planOf } from './plan.js';

test('500 random definitions mean the same after they were converted to Terraform, planned, and back', async () => {
  for (let seed = 1; seed <= 500; seed++) {
    const text = toYaml(cloudScenario(generate(seed)));
    const before = await read({ 'before.yaml': text });
    const written = converted(before, 'terraform');
    const plan = await planOf(written);
    const after = await read({ 'plan.json': plan });
    expectSameMeaning(after, before, `${text}\n---\n${written}`);
  }
});

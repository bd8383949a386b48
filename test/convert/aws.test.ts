import { expect, test } from 'vitest';
import { generate, toYaml } from '../reference/generate.js';
import { cloudScenario } from './cloud-scenario.js';
import { converted, expectSameMeaning, read } from './meaning.js';

test('500 random definitions mean the same after they were converted to AWS and back', async () => {
  for (let seed = 1; seed <= 500; seed++) {
    const text = toYaml(cloudScenario(generate(seed)));
    const before = await read({ 'before.yaml': text });
    const written = converted(before, 'aws');
    const after = await read({ 'after.json': written });
    expectSameMeaning(after, before, `${text}\n---\n${written}`);
    const native = converted(after, 'native');
    expectSameMeaning(await read({ 'native.yaml': native }), before, `${text}\n---\n${native}`);
    expect(converted(after, 'aws')).toBe(written);
  }
});

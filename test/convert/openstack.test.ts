import { expect, test } from 'vitest';
import { generate, toYaml } from '../reference/generate.js';
import { cloudScenario, withoutZero } from './cloud-scenario.js';
import { converted, expectSameMeaning, read } from './meaning.js';

test('500 random definitions mean the same after they were converted to OpenStack and back', async () => {
  for (let seed = 1; seed <= 500; seed++) {
    const text = toYaml(withoutZero(cloudScenario(generate(seed))));
    const before = await read({ 'before.yaml': text });
    const written = converted(before, 'openstack');
    const after = await read({ 'after.json': written });
    expectSameMeaning(after, before, `${text}\n---\n${written}`);
    expect(converted(after, 'openstack')).toBe(written);
    const aws = converted(after, 'aws');
    expectSameMeaning(await read({ 'aws.json': aws }), before, `${text}\n---\n${aws}`);
  }
});

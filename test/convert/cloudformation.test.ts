import { generate, toYaml } from '../reference/generate.js';
import { cloudScenario } from './cloud-scenario.js';
import { converted, expectSameMeaning, read } from './meaning.js';
import { onManyDefinitions } from './random.js';

onManyDefinitions('mean the same after they were converted to CloudFormation and back', async (seed) => {
  const text = toYaml(cloudScenario(generate(seed)));
  const before = await read({ 'before.yaml': text });
  const written = converted(before, 'cloudformation');
  const after = await read({ 'after.yaml': written });
  expectSameMeaning(after, before, `${text}\n---\n${written}`);
});

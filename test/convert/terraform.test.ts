import { parse } from '@cdktf/hcl2json';
import { describe, expect, test } from 'vitest';
import { quoted } from '../../src/convert/terraform/print.js';
import { generate, toYaml } from '../reference/generate.js';
import { cloudScenario } from './cloud-scenario.js';
import { readHcl } from './hcl.js';
import { converted, expectSameMeaning, read } from './meaning.js';
import { planOf } from './plan.js';
import { onManyDefinitions } from './random.js';

onManyDefinitions('mean the same after they were converted to Terraform, planned, and back', async (seed) => {
  const text = toYaml(cloudScenario(generate(seed)));
  const before = await read({ 'before.yaml': text });
  const written = converted(before, 'terraform');
  const after = await read({ 'plan.json': planOf(written) });
  expectSameMeaning(after, before, `${text}\n---\n${written}`);
});

describe("Terraform's own parser reads", () => {
  test('configurations as the reader of these tests does', async () => {
    const definition = await read({ 'before.yaml': toYaml(cloudScenario(generate(3))) });
    const written = converted(definition, 'terraform');
    expect(await parse('main.tf', written)).toEqual(readHcl(written));
  });

  test('every text as it is, whatever it holds', async () => {
    const texts = [
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's, not JavaScript's
      '${path.root}',
      '%{ if true }x%{ endif }',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's, not JavaScript's
      'a $${b} $$${c} %%{d %%%{e',
      'quote " and \\ and \\" and $',
      'lines\nand\ttabs\r',
      '"}\nresource "aws_security_group" "own" {',
      'ü 日本 \u2028 \u{1f600}',
    ];
    const { x } = await parse(
      'main.tf',
      texts.map((text, i) => `x "${i}" {\n  t = ${quoted(text)}\n}\n`).join(''),
    );
    // In the JSON syntax, too, a text is a template, in which the signs of an expression stand twice.
    const found = texts.map((_, i) => x[i][0].t.replace(/\$\$\{/g, '${').replace(/%%\{/g, '%{'));
    expect(found).toEqual(texts);
  });
});

import { expect, it } from 'vitest';
import { compile } from '../../../src/index.js';
import { targets } from '../../../src/target/target.js';
import { newGroup, plan, rule, type Spec, unknownRule } from './plans.js';

/** Keys of `for_each` are free text, and part of addresses, which stand for ids and names that are not known yet. */
const keys = [
  'a"b',
  '$(reboot)',
  "x'; rm -rf /",
  '{ accept }',
  '../../etc',
  'ü',
  'a.b',
  'module.x',
  '\\',
  '$' + '{path.module}',
  ']',
  ' ',
];

it.each(targets)('keys of instances are text in scripts of %s', async (target) => {
  const resources = keys.flatMap((key, i): readonly Spec[] => {
    const group = newGroup('web', { key, values: { name: null }, unknown: { id: true, name: true } });
    const one = rule(
      'one',
      {},
      {
        key,
        unknown: unknownRule,
        written: {
          security_group_id: { references: ['aws_security_group.web', 'each.key'] },
          source_security_group_id: { references: ['aws_security_group.web', 'each.key'] },
        },
      },
    );
    const host: Spec = {
      type: 'aws_instance',
      name: 'web',
      key,
      values: { private_ip: `10.0.0.${i + 1}` },
      unknown: { id: true, vpc_security_group_ids: true },
      written: { vpc_security_group_ids: { references: ['aws_security_group.web', 'each.key'] } },
    };
    return [group, one, host];
  });
  const { value, diagnostics } = await compile(
    [{ name: 'plan.json', text: JSON.stringify(plan({ resources })) }],
    { target },
  );
  expect(diagnostics).toEqual([]);
  expect(value).toHaveLength(keys.length);
  for (const { host, text } of value!) {
    expect(host).toMatch(/^[A-Za-z0-9][A-Za-z0-9._-]*$/);
    expect(text).toMatch(/\b22\b/);
  }
});

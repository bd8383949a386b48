import { describe, expect, test } from 'vitest';
import { stringify } from 'yaml';
import type { WrittenFormat } from '../../src/convert/written-formats.js';
import { converted, read } from './meaning.js';
import { planOf } from './plan.js';

/** Texts that another format could take for something else than text. */
const hostile = [
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's and CloudFormation's, not JavaScript's
  '${aws_security_group.web.id}',
  '%{ for x in y }',
  '!Ref VpcId',
  '!GetAtt [a, b]',
  '{ Ref: VpcId }',
  'it\'s "quoted" \\ and more',
  'two\nlines',
  '- a: b',
  '# no comment',
  '*alias',
  'no',
  '0123',
  '1_000',
  '2010-09-09',
  '12:30:00',
  ...[
    'y',
    'Off',
    '0443',
    '08',
    '1e3',
    '22:22',
    '=',
    '<<',
    '.inf',
    '0o17',
    '0b1',
    '-',
    '1.',
    '+1',
    '012345678901',
  ],
  'null',
  '~',
  ' around ',
  'ü 日本 \u{1f600}',
];

const definition = (tags: object) =>
  stringify({
    groups: { web: { description: 'plain', tags, ingress: [{ allow: 'ssh', from: '10.0.0.0/8' }] } },
  });

/** What a definition is after it was written in a format and read back. */
async function thereAndBack(text: string, format: WrittenFormat) {
  const written = converted(await read({ 'before.yaml': text }), format);
  const files: Readonly<Record<WrittenFormat, Readonly<Record<string, string>>>> = {
    native: { 'after.yaml': written },
    aws: { 'after.json': written },
    terraform: { 'plan.json': format === 'terraform' ? planOf(written) : '' },
    cloudformation: { 'after.yaml': written },
    openstack: { 'after.json': written },
  };
  const { linked } = await read(files[format]);
  return linked.definition.groups.find(({ name }) => name === 'web')!;
}

describe.each(['native', 'aws', 'terraform', 'cloudformation'] as const)('%s keeps', (format) => {
  test('every text of a tag as it is', async () => {
    const tags = Object.fromEntries(hostile.map((text, i) => [`tag ${i}`, text]));
    const group = await thereAndBack(definition(tags), format);
    expect([...group.tags.values()]).toEqual(hostile);
    expect(group.description).toBe('plain');
    expect(group.ingress).toHaveLength(1);
  });

  test('every name of a tag', async () => {
    const tags = Object.fromEntries(hostile.map((text) => [text, 'x']));
    expect([...(await thereAndBack(definition(tags), format)).tags.keys()]).toEqual(Object.keys(tags));
  });
});

test('OpenStack has texts alone for tags', async () => {
  const { tags } = await thereAndBack(definition({ tier: 'front', empty: '' }), 'openstack');
  expect([...tags.keys()]).toEqual(['tier=front', 'empty']);
});

test.each(['native', 'aws', 'terraform', 'cloudformation', 'openstack'] as const)(
  '%s keeps the description of a rule',
  async (format) => {
    const text = `groups: { web: { ingress: [{ allow: ssh, from: 10.0.0.0/8, description: "a (b) #1: {c} \${d}" }] } }`;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Terraform's, not JavaScript's
    expect((await thereAndBack(text, format)).ingress[0]!.description).toBe('a (b) #1: {c} ${d}');
  },
);

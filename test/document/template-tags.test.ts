// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes names
import { describe, expect, test } from 'vitest';
import { collect, type Diagnostic } from '../../src/diagnostics/diagnostic.js';
import { offsetsOf } from '../../src/diagnostics/source.js';
import { readDocument } from '../../src/document/read.js';
import { expectRefused } from '../support/definition.js';

function read(text: string): { readonly value: unknown; readonly diagnostics: readonly Diagnostic[] } {
  const { value, diagnostics } = collect((report) =>
    readDocument({ name: 't.yaml', text, digest: '' }, report),
  );
  return { value: value?.value, diagnostics };
}

/** What a value with short tags is read as, in a template. */
function inTemplate(value: string): unknown {
  const { value: found, diagnostics } = read(`Resources: {}\nMetadata:\n  A: ${value}\n`);
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  return (found as { Metadata: { A: unknown } }).Metadata.A;
}

describe('short tags of CloudFormation are read as the functions that they stand for', () => {
  test.each<[text: string, value: unknown]>([
    ['!Ref Web', { Ref: 'Web' }],
    ['!Ref AWS::NoValue', { Ref: 'AWS::NoValue' }],
    ['!Ref "Web"', { Ref: 'Web' }],
    ['!Ref 12', { Ref: '12' }],
    ['{ ! "Ref": Web }', { Ref: 'Web' }],
    ['!Condition Yes', { Condition: 'Yes' }],
    ['!GetAtt Web.GroupId', { 'Fn::GetAtt': ['Web', 'GroupId'] }],
    ['!GetAtt Db.Endpoint.Address', { 'Fn::GetAtt': ['Db', 'Endpoint.Address'] }],
    ['!GetAtt [Web, GroupId]', { 'Fn::GetAtt': ['Web', 'GroupId'] }],
    ['!GetAtt Web', { 'Fn::GetAtt': 'Web' }],
    ["!Sub '${A}'", { 'Fn::Sub': '${A}' }],
    ['!Sub |\n    a\n    b', { 'Fn::Sub': 'a\nb\n' }],
    ["!Sub ['${A}', { A: !Ref B }]", { 'Fn::Sub': ['${A}', { A: { Ref: 'B' } }] }],
    ["!Join [',', [a, !Ref B]]", { 'Fn::Join': [',', ['a', { Ref: 'B' }]] }],
    ['!Select [0, !GetAZs ""]', { 'Fn::Select': [0, { 'Fn::GetAZs': '' }] }],
    ['!Split\n    - ","\n    - !ImportValue x', { 'Fn::Split': [',', { 'Fn::ImportValue': 'x' }] }],
    ['!FindInMap [A, !Ref B, c]', { 'Fn::FindInMap': ['A', { Ref: 'B' }, 'c'] }],
    ['!If [Sure, a, !Ref AWS::NoValue]', { 'Fn::If': ['Sure', 'a', { Ref: 'AWS::NoValue' }] }],
    [
      '!And [!Condition A, !Not [!Equals [1, a]]]',
      { 'Fn::And': [{ Condition: 'A' }, { 'Fn::Not': [{ 'Fn::Equals': [1, 'a'] }] }] },
    ],
    ['!Or []', { 'Fn::Or': [] }],
    ['!Base64 x', { 'Fn::Base64': 'x' }],
    ['!Cidr [!GetAtt Vpc.CidrBlock, 4, 8]', { 'Fn::Cidr': [{ 'Fn::GetAtt': ['Vpc', 'CidrBlock'] }, 4, 8] }],
    ['!Transform { Name: x }', { 'Fn::Transform': { Name: 'x' } }],
    ...[
      'Contains',
      'EachMemberEquals',
      'EachMemberIn',
      'Implies',
      'Length',
      'RefAll',
      'ToJsonString',
      'ValueOf',
      'ValueOfAll',
    ].map((name): [string, unknown] => [`!${name} [[a], b]`, { [`Fn::${name}`]: [['a'], 'b'] }]),
    ['!Base64\n    Fn::Sub: x', { 'Fn::Base64': { 'Fn::Sub': 'x' } }],
    ['[&a !Ref Web, *a]', [{ Ref: 'Web' }, { Ref: 'Web' }]],
    ['[!Ref &a Web, *a]', [{ Ref: 'Web' }, { Ref: 'Web' }]],
  ])('%s', (text, value) => {
    expect(inTemplate(text)).toEqual(value);
  });

  test('a template is known by its version too', () => {
    expect(read('AWSTemplateFormatVersion: 2010-09-09\nA: !Ref B').value).toMatchObject({ A: { Ref: 'B' } });
  });
});

describe('other tags are refused', () => {
  test.each([
    'Resources: { A: !Rev B }',
    'Resources: { A: !ref B }',
    'Resources: { A: !<!Ref> B }',
    'Resources: { A: !!set { a, b } }',
    'Resources: { !Ref A: B }',
    'Resources: { A: { !Sub B : C } }',
    'Resources: !Ref B',
    'resources: { A: !Ref B }',
    'Resources: [!Ref B]',
    '- Resources: { A: !Ref B }',
  ])('%s', (text) => {
    const { value, diagnostics } = read(text);
    expect(value).toBeUndefined();
    expect(new Set(diagnostics.map(({ code }) => code))).toEqual(new Set(['syntax']));
  });

  test('in a definition of the native language', async () => {
    await expectRefused('groups: { web: !Ref other }', ['syntax', '!Ref']);
  });
});

describe('places', () => {
  function blamed(text: string, ...path: readonly (string | number)[]): string {
    const document = collect((report) => readDocument({ name: 't.yaml', text, digest: '' }, report)).value!;
    const { start, end } = offsetsOf({ source: document.source, path });
    return text.slice(start, end).trim();
  }
  const text = 'Resources:\n  A: !Ref Web\n  B: !Join\n    - ","\n    - [x, !GetAtt Web.Id]\n';

  test('of a function, with its tag', () => {
    expect(blamed(text, 'Resources', 'A')).toBe('!Ref Web');
    expect(blamed(text, 'Resources', 'B', 'Fn::Join', 1, 1)).toBe('!GetAtt Web.Id');
  });

  test('of what stands in it', () => {
    expect(blamed(text, 'Resources', 'A', 'Ref')).toBe('Web');
    expect(blamed(text, 'Resources', 'B', 'Fn::Join', 1, 0)).toBe('x');
    expect(blamed(text, 'Resources', 'B', 'Fn::Join', 1, 1, 'Fn::GetAtt', 1)).toBe('Web.Id');
  });
});

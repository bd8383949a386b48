// biome-ignore-all lint/suspicious/noTemplateCurlyInString: this is how Fn::Sub writes names
import { expect, test } from 'vitest';
import { codesOf, expectNothingSaid, groupOf, ingressOf } from '../aws/reading.js';
import { anywhere, group, reading, rules, template, webWith } from './reading.js';

test('fact 23: the same rule twice, inline and alone, means what it means once', () => {
  const rule = { IpProtocol: 'tcp', FromPort: 80, ToPort: 80, ...anywhere };
  const alone = {
    Type: 'AWS::EC2::SecurityGroupIngress',
    Properties: { GroupId: { Ref: 'Web' }, ...rule, Description: 'again' },
  };
  const read = reading(template({ ...webWith(rule), Alone: alone }));
  expectNothingSaid(read);
  expect(ingressOf(read, 'Web')).toEqual(['tcp/80 anywhere-ipv4', 'tcp/80 anywhere-ipv4']);
});

test('descriptions and tags are kept, and nothing is said where they are not known', () => {
  const rule = { IpProtocol: '-1', ...anywhere };
  const read = reading(
    template({
      Web: group({
        Tags: [
          { Key: 'tier', Value: 'front' },
          { Key: 'stack', Value: { Ref: 'AWS::StackName' } },
        ],
        SecurityGroupIngress: [
          { ...rule, Description: 'from everywhere' },
          { ...rule, Description: { 'Fn::Sub': 'in ${AWS::Region}' } },
        ],
      }),
    }),
  );
  expectNothingSaid(read);
  const { description, tags, ingress } = groupOf(read, 'Web');
  expect([description, [...tags]]).toEqual(['a group', [['tier', 'front']]]);
  expect(ingress.map((one) => one.description)).toEqual(['from everywhere', '']);
});

test('a misspelt key of a rule allows nothing', () => {
  const read = rules({ IpProtocol: '-1', CidrIP: '10.0.0.0/8' });
  expect(codesOf(read)).toEqual(['ignored-value', 'matches-nothing']);
  expect(read.diagnostics[0]!.suggestion).toBe("did you mean 'CidrIp'?");
  expect(ingressOf(read, 'Web')).toEqual([]);
});

test('a single rule counts as a list of one', () => {
  const read = reading(template({ Web: group({ SecurityGroupIngress: { IpProtocol: '-1', ...anywhere } }) }));
  expectNothingSaid(read);
  expect(ingressOf(read, 'Web')).toEqual(['all anywhere-ipv4']);
});

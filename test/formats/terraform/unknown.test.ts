import { describe, expect, it } from 'vitest';
import { group, newGroup, rule } from './plans.js';
import { codesOf, expectDiagnostic, ingressOf, inPlan, inState, textOf } from './reading.js';

describe('fact 31: what is known only after apply is told and matches nothing', () => {
  it.each(['cidr_blocks', 'ipv6_cidr_blocks', 'prefix_list_ids', 'source_security_group_id', 'self'])(
    '%s',
    (key) => {
      const one = rule(
        'one',
        { security_group_id: 'sg-1' },
        { unknown: { id: true, [key]: true }, written: { [key]: 'local.x' } },
      );
      const values = Object.fromEntries(Object.entries(one.values!).filter(([name]) => name !== key));
      const found = inPlan(group('sg-1'), { ...one, values });
      expect(ingressOf(found)).toEqual([]);
      expectDiagnostic(found, 'unknown-value', `"${key}"`, `'${key}' of aws_security_group_rule.one`);
      expect(found.diagnostics[0]!.related!.map(({ message, span }) => [message, textOf(span)])).toEqual([
        ['this is part of aws_security_group_rule.one', '"aws_security_group_rule.one"'],
      ]);
      expect(found.diagnostics).toHaveLength(1);
    },
  );

  it.each(['protocol', 'from_port', 'to_port', 'type', 'security_group_id'])(
    '%s: the rule is left out',
    (key) => {
      const one = rule(
        'one',
        { security_group_id: 'sg-1', cidr_blocks: ['0.0.0.0/0'] },
        { unknown: { [key]: true }, written: { [key]: 'local.x' } },
      );
      const values = Object.fromEntries(Object.entries(one.values!).filter(([name]) => name !== key));
      const found = inPlan(group('sg-1'), { ...one, values });
      expect(ingressOf(found)).toEqual([]);
      expectDiagnostic(found, 'unknown-value', `"${key}"`, `'${key}' of aws_security_group_rule.one`);
    },
  );

  it('the known part of a list counts, and only that', () => {
    const one = rule(
      'one',
      { security_group_id: 'sg-1', cidr_blocks: ['10.0.0.0/8', null] },
      { unknown: { cidr_blocks: [false, true] }, written: { cidr_blocks: 'local.x' } },
    );
    const found = inPlan(group('sg-1'), one);
    expect(ingressOf(found)).toEqual(['tcp/22 10.0.0.0/8']);
    expect(codesOf(found)).toEqual(['unknown-value']);
  });

  it('a null where the plan says nothing is not known either', () => {
    const found = inState(group('sg-1'), rule('one', { security_group_id: 'sg-1', cidr_blocks: [null] }));
    expect(ingressOf(found)).toEqual([]);
    expect(codesOf(found)).toContain('unknown-value');
  });

  it('a list of rules that somebody wrote', () => {
    const web = newGroup('web', { written: { ingress: 'local.rules' } });
    const found = inPlan(web);
    expect(ingressOf(found, 'aws_security_group.web')).toEqual([]);
    expectDiagnostic(found, 'unknown-value', '"ingress"', "'ingress' of aws_security_group.web");
  });
});

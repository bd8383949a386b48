import { describe, expect, it } from 'vitest';
import { constant, inline, newGroup, plan, refs } from './plans.js';
import { codesOf, expectDiagnostic, expectNothingSaid, ingressOf, inPlan, reading } from './reading.js';

describe('blocks of a group are told apart by what they are written with', () => {
  const web = 'aws_security_group.web';
  const block = (port: number, source: unknown) => ({
    from_port: constant(port),
    to_port: constant(port),
    protocol: constant('tcp'),
    security_groups: source,
  });
  const planned = (port: number) => {
    const { security_groups: _, ...known } = inline('tcp', port, port, {});
    return known;
  };
  const lacking = { cidr_blocks: [], security_groups: true };

  it('whatever their order is', () => {
    const db = newGroup('db', {
      values: { ingress: [planned(80), planned(22)] },
      unknown: { ingress: [lacking, lacking] },
      written: {
        ingress: [block(22, refs(`${web}.id`, web)), block(80, refs('aws_security_group.other.id'))],
      },
    });
    const found = inPlan(newGroup('web'), newGroup('other'), db);
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([
      'tcp/80 group:aws_security_group.other',
      `tcp/22 group:${web}`,
    ]);
    expectNothingSaid(found);
  });

  it('those that look the same stand for each other', () => {
    const db = newGroup('db', {
      values: { ingress: [planned(22), planned(22)] },
      unknown: { ingress: [lacking, lacking] },
      written: {
        ingress: [block(22, refs(`${web}.id`, web)), block(22, refs('aws_security_group.other.id'))],
      },
    });
    const found = inPlan(newGroup('web'), newGroup('other'), db);
    expect(ingressOf(found, 'aws_security_group.db').toSorted()).toEqual([
      'tcp/22 group:aws_security_group.other',
      `tcp/22 group:${web}`,
    ]);
  });

  it("one that dynamic blocks made is nobody's", () => {
    const db = newGroup('db', {
      values: { ingress: [planned(22), planned(22)] },
      unknown: { ingress: [lacking, lacking] },
      written: { ingress: [block(22, refs(`${web}.id`, web))] },
    });
    const found = inPlan(newGroup('web'), db);
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([]);
    expect(codesOf(found)).toEqual(['unknown-value', 'unknown-value']);
  });

  it('of one expression for all of them, the only group that is not known', () => {
    const db = newGroup('db', {
      values: { ingress: [planned(22)] },
      unknown: { ingress: [lacking] },
      written: { ingress: refs(`${web}.id`, web) },
    });
    const found = inPlan(newGroup('web'), db);
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([`tcp/22 group:${web}`]);
    expectNothingSaid(found);
  });

  it('but of two groups it may be either', () => {
    const db = newGroup('db', {
      values: { ingress: [planned(22), planned(23)] },
      unknown: { ingress: [lacking, lacking] },
      written: { ingress: refs(`${web}.id`, 'aws_security_group.other.id') },
    });
    const found = inPlan(newGroup('web'), newGroup('other'), db);
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([]);
    expect(codesOf(found)).toEqual(['unknown-value', 'unknown-value']);
  });

  it('several groups of one list are all linked', () => {
    const sources = refs(`${web}.id`, web, 'aws_security_group.other.id', 'aws_security_group.other');
    const db = newGroup('db', {
      values: { ingress: [planned(22)] },
      unknown: { ingress: [lacking] },
      written: { ingress: [block(22, sources)] },
    });
    const found = inPlan(newGroup('web'), newGroup('other'), db);
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([
      `tcp/22 group:${web}`,
      'tcp/22 group:aws_security_group.other',
    ]);
  });

  it('unless a condition may choose between them', () => {
    const sources = refs(
      'var.which',
      `${web}.id`,
      web,
      'aws_security_group.other.id',
      'aws_security_group.other',
    );
    const db = newGroup('db', {
      values: { ingress: [planned(22)] },
      unknown: { ingress: [lacking] },
      written: { ingress: [block(22, sources)] },
    });
    const found = reading({
      'p.json': plan({ resources: [newGroup('web'), newGroup('other'), db], variables: { which: true } }),
    });
    expect(ingressOf(found, 'aws_security_group.db')).toEqual([]);
    expectDiagnostic(found, 'unknown-value', '"security_groups"', 'a condition may choose');
  });
});

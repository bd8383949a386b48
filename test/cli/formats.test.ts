import { describe, expect, it } from 'vitest';
import { newGroup, plan, rawState, type Spec } from '../formats/terraform/plans.js';
import { secgroup } from '../support/cli.js';
import { compileDefinition, expectErrors } from '../support/definition.js';

const web: Spec = {
  type: 'aws_instance',
  name: 'web',
  values: { tags: { Name: 'web' } },
  unknown: { id: true, private_ip: true, vpc_security_group_ids: true },
  written: { vpc_security_group_ids: ['aws_security_group.web.id'] },
};

const text = (value: object) => JSON.stringify(value, null, 2);
const unknown = { 'plan.json': text(plan({ resources: [newGroup('web'), web] })) };
const known = {
  'plan.json': text(plan({ resources: [newGroup('web'), { ...web, values: { private_ip: '10.0.0.5' } }] })),
};

describe('--strict', () => {
  it('without it, what is unknown is told and matches nothing', async () => {
    const { status, diagnostics, scripts } = await compileDefinition(unknown);
    expect(diagnostics.map(({ severity, code, blamed }) => [severity, code, blamed])).toEqual([
      ['warning', 'unknown-value', '"private_ip"'],
      ['warning', 'interface-without-match', '"aws_instance.web"'],
    ]);
    expect([status, Object.keys(scripts)]).toEqual([0, ['aws_instance.web.nft']]);
  });

  it('makes it an error, and nothing is written', async () => {
    const compiled = await compileDefinition(unknown, '--strict');
    expectErrors(compiled, ['unknown-value', '"private_ip"']);
    expect([compiled.status, compiled.scripts]).toEqual([1, {}]);
  });

  it('reaches what shows only when a host is compiled', async () => {
    const native = 'hosts: { h: { interfaces: { eth0: {} } } }';
    expect((await compileDefinition(native, '--strict')).status).toBe(0);
    const one = {
      type: 'aws_network_interface',
      name: 'e',
      values: { id: 'eni-1', private_ips: [], security_groups: ['sg-1'] },
    };
    const group = {
      type: 'aws_security_group',
      name: 'g',
      values: { id: 'sg-1', name: 'g', ingress: [], egress: [] },
    };
    const files = { 'a.tfstate.json': text(rawState([one, group])) };
    expect((await compileDefinition(files)).status).toBe(0);
    const strict = await compileDefinition(files, '--strict');
    expect(strict.diagnostics.map(({ severity, code }) => [severity, code])).toEqual([
      ['error', 'interface-without-match'],
    ]);
    expect([strict.status, strict.scripts]).toEqual([1, {}]);
  });

  it('leaves other warnings and what is known alone', async () => {
    const { status, scripts } = await compileDefinition(known, '--strict');
    expect([status, Object.keys(scripts)]).toEqual([0, ['aws_instance.web.nft']]);
    const masked =
      'groups: { web: { ingress: [{ allow: ssh, from: 10.0.0.1/8 }] } }\nhosts: { h: { interfaces: { eth0: { groups: [web] } } } }';
    const native = await compileDefinition(masked, '--strict');
    expect([native.status, native.diagnostics.map(({ code }) => code)]).toEqual([0, ['host-bits']]);
  });
});

describe('--from', () => {
  it('names the format of all sources', async () => {
    const { status } = await compileDefinition(known, '--from', 'terraform');
    expect(status).toBe(0);
  });

  it('and what is not of it is refused', async () => {
    const compiled = await compileDefinition({ 'd.yaml': 'groups: {}' }, '--from', 'terraform');
    expect(compiled.status).toBe(1);
    expect(compiled.diagnostics.map(({ code }) => code)).toEqual(['unknown-shape']);
    const other = await compileDefinition(known, '--from', 'aws');
    expect(other.status).toBe(1);
  });

  it('shows a mistyped key where nothing is recognised', async () => {
    const { diagnostics } = await compileDefinition(
      { 'd.json': '{"planned_value": {}}' },
      '--from',
      'terraform',
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-shape']);
  });

  it('knows no other format', async () => {
    const { status, stderr } = await secgroup('check', 'd.yaml', '--from', 'chef');
    expect(status).toBe(2);
    expect(stderr).toContain('terraform');
  });
});

describe('--parameter', () => {
  it.each([['Name'], ['=x']])('%s is no parameter', async (pair) => {
    const { status, stderr } = await secgroup('check', 'd.yaml', '--parameter', pair);
    expect(status).toBe(2);
    expect(stderr).toContain('--parameter takes NAME=VALUE');
  });

  it('is given once', async () => {
    const { status, stderr } = await secgroup('check', 'd.yaml', '--parameter', 'a=1', '--parameter', 'a=2');
    expect(status).toBe(2);
    expect(stderr).toContain("gives 'a' twice");
  });

  it('that no template takes is an error', async () => {
    const compiled = await compileDefinition(known, '--parameter', 'a=b=c');
    expect(compiled.diagnostics.map(({ code, severity }) => [severity, code])).toEqual([
      ['error', 'unknown-parameter'],
    ]);
    expect([compiled.status, compiled.scripts]).toEqual([1, {}]);
  });
});

describe('a plan beside other files', () => {
  it('is one definition with hosts that carry its groups', async () => {
    const hosts =
      'hosts: { h: { interfaces: { eth0: { addresses: [10.0.0.1], groups: [aws_security_group.web] } } } }';
    const { status, scripts } = await compileDefinition({ ...known, 'hosts.yaml': hosts });
    expect([status, Object.keys(scripts)]).toEqual([0, ['aws_instance.web.nft', 'h.nft']]);
  });

  it('but one file is of one format', async () => {
    const mixed = { 'p.json': text({ ...plan({ resources: [] }), groups: {} }) };
    const { diagnostics } = await compileDefinition(mixed);
    expect(diagnostics.map(({ code, suggestion }) => [code, suggestion])).toEqual([
      ['unknown-shape', 'use two files'],
    ]);
  });

  it('names devices of its interfaces', async () => {
    const { status, scripts } = await compileDefinition(unknown, '--device', 'aws_instance.web=ens5');
    expect(status).toBe(0);
    expect(scripts['aws_instance.web.nft']).toContain('"ens5"');
  });
});

import { describe, expect, it } from 'vitest';
import { expectDiagnostic, expectNothingSaid, reading, readingOf, rule, rulesOf } from './reading.js';

const ssh = { protocol: 'tcp', port_range_min: 22, port_range_max: 22 };

describe('fact 24: null is all, and what is not there is not known', () => {
  it.each(['protocol', 'port_range_min', 'port_range_max', 'remote_ip_prefix', 'remote_group_id'])(
    'a rule without %s matches nothing',
    (key) => {
      const found = readingOf(rule({ [key]: undefined }));
      expect(rulesOf(found)).toEqual([]);
      expectDiagnostic(found, 'unknown-value', /^\{/, `'${key}' of this rule is not in the input`);
    },
  );

  it('a rule that names a peer needs no other', () => {
    const peer = { remote_ip_prefix: '10.0.0.0/8', remote_group_id: undefined };
    const found = readingOf(rule({ ...ssh, ...peer, remote_address_group_id: undefined }));
    expect(rulesOf(found)).toEqual(['in tcp/22 10.0.0.0/8']);
    expectNothingSaid(found);
  });
});

describe('fact 33: a listing without a column', () => {
  const row: Readonly<Record<string, unknown>> = {
    ...{ ID: 'r-1', 'IP Protocol': 'tcp', Ethertype: 'IPv4', 'IP Range': '0.0.0.0/0', 'Port Range': '22:22' },
    ...{ Direction: 'ingress', 'Remote Security Group': null, 'Security Group': 'web' },
  };

  it('of remote address groups, as older clients print it, is complete', () => {
    expect(rulesOf(reading({ 'rules.json': [row] }))).toEqual(['in tcp/22 anywhere-ipv4']);
  });

  it.each(['IP Range', 'Port Range', 'Remote Security Group'])('of %s matches nothing', (column) => {
    const found = reading({ 'rules.json': [{ ...row, [column]: undefined }] });
    expect(rulesOf(found)).toEqual([]);
    expect(found.diagnostics.map(({ code }) => code)).toEqual(['unknown-value']);
  });
});

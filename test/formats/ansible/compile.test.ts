import { expect, test } from 'vitest';
import { compile } from '../../../src/index.js';

const play = `- hosts: localhost
  vars:
    office: 192.0.2.0/24
  tasks:
    - name: web
      amazon.aws.ec2_security_group:
        name: web
        description: Public web tier
        rules:
          - { ports: [80, 443], cidr_ip: 0.0.0.0/0 }
          - { ports: 22, cidr_ip: "{{ office }}" }
          - { proto: icmp, icmp_type: 8, icmp_code: -1, group_name: web }
        rules_egress: []
`;

const hosts = `hosts:
  web-1: { interfaces: { eth0: { addresses: [10.0.0.5], groups: [web] } } }
  web-2: { interfaces: { eth0: { addresses: [10.0.0.6], groups: [web] } } }
`;

test('a native file has the hosts that carry the groups of a play', async () => {
  const sources = [
    { name: 'play.yaml', text: play },
    { name: 'hosts.yaml', text: hosts },
  ];
  const { value, diagnostics } = await compile(sources, { hosts: ['web-1'] });
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  const { text } = value![0]!;
  for (const part of ['192.0.2.0/24', '10.0.0.6', '443']) expect(text).toContain(part);
});

test('a play alone has no host', async () => {
  const { value, diagnostics } = await compile([{ name: 'play.yaml', text: play }]);
  expect([value, diagnostics.map(({ code }) => code)]).toEqual([undefined, ['no-hosts']]);
});

test('a variable that no document has is refused, with what was meant', async () => {
  const parameters = new Map([['ofice', '10.0.0.0/8']]);
  const { diagnostics } = await compile([{ name: 'play.yaml', text: play }], { parameters });
  expect(diagnostics.map(({ code, suggestion }) => [code, suggestion])).toContainEqual([
    'unknown-parameter',
    "did you mean 'office'?",
  ]);
});

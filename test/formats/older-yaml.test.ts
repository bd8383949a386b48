import { describe, expect, test } from 'vitest';
import type { Definition } from '../../src/definition/model.js';
import { collectAsync } from '../../src/diagnostics/diagnostic.js';
import { textFile } from '../../src/document/file.js';
import { type ReadOptions, readSources } from '../../src/formats/read-sources.js';
import { egressOf, ingressOf, type Reading, textOf } from './aws/reading.js';

async function read(text: string, name = 't.yaml') {
  const options: ReadOptions = { devices: new Map(), readFile: async () => undefined };
  let definition: Definition | undefined;
  const { diagnostics } = await collectAsync(async (report) => {
    definition = (await readSources([textFile(name, text)], options, report))?.definition;
    return definition;
  });
  const reading: Reading = { definition: definition!, diagnostics };
  return { reading, said: diagnostics.map(({ code, span }) => `${code} ${span ? textOf(span) : ''}`) };
}

/** A template that opens SSH unless the parameter is "false". */
const template = (value: string, other = '"false"') => `
Parameters:
  Public: { Type: String, Default: ${value} }
Conditions:
  Open: !Not [!Equals [!Ref Public, ${other}]]
Resources:
  Web:
    Type: AWS::EC2::SecurityGroup
    Properties:
      GroupDescription: web
      SecurityGroupIngress:
        - !If [Open, { IpProtocol: tcp, FromPort: 22, ToPort: 22, CidrIp: 0.0.0.0/0 }, !Ref "AWS::NoValue"]
`;

describe('fact 36: CloudFormation reads YAML 1.1', () => {
  test.each(['no', 'No', 'NO', 'off', 'Off', 'OFF', 'false', 'False'])('%s is false', async (written) => {
    const { reading, said } = await read(template(written));
    expect(ingressOf(reading, 'Web')).toEqual([]);
    expect(said).toEqual(/^f/i.test(written) ? [] : [`yaml-versions ${written}`]);
  });

  test.each(['"no"', "'off'", '!!str no', 'nO'])('%s is a text', async (written) => {
    const { reading, said } = await read(template(written));
    expect(ingressOf(reading, 'Web')).toEqual(['tcp/22 anywhere-ipv4']);
    expect(said).toEqual([]);
  });

  test.each(['y', 'N', '08', '1e3', '22:22', '.inf', '='])(
    'what %s is to CloudFormation is not known, so that nothing depends on it',
    async (written) => {
      const { reading, said } = await read(template(written));
      expect(ingressOf(reading, 'Web')).toEqual([]);
      expect(said).toEqual([expect.stringMatching(/^unknown-value/)]);
    },
  );

  test.each<[port: string, rules: readonly string[]]>([
    ['0443', ['tcp/291 anywhere-ipv4']],
    ['1_000', ['tcp/1000 anywhere-ipv4']],
    ['0x1F', ['tcp/31 anywhere-ipv4']],
    ['0b11', ['tcp/3 anywhere-ipv4']],
    ['"0443"', ['tcp/443 anywhere-ipv4']],
    ['443', ['tcp/443 anywhere-ipv4']],
    ['22:22', []],
    ['089', []],
  ])('port %s', async (port, rules) => {
    const { reading } = await read(
      template('no').replaceAll('22', port).replace('Default: no', 'Default: "yes"'),
    );
    expect(ingressOf(reading, 'Web')).toEqual(rules);
  });

  test('a condition that is called Yes is one all the same', async () => {
    const text = template('"yes"').replace('  Open:', '  Yes:').replace('[Open,', '[Yes,');
    const { reading, said } = await read(text);
    expect(ingressOf(reading, 'Web')).toEqual(['tcp/22 anywhere-ipv4']);
    expect(said).toEqual(['yaml-versions Yes']);
  });

  test('where nothing of a firewall depends on it, nothing is said', async () => {
    const { said } = await read(`
Resources:
  Sg: { Type: AWS::EC2::SecurityGroup, Properties: { GroupDescription: yes, Tags: [{ Key: on, Value: no }] } }
  Bucket: { Type: AWS::S3::Bucket, Properties: { Versioned: yes, Mode: 0755 } }
Metadata: { Published: no, On: 2020-01-01 }
`);
    expect(said).toEqual([]);
  });
});

describe('fact 36: Heat reads YAML 1.1', () => {
  const stack = (rule: string) => `
heat_template_version: 2018-08-31
parameters: { open: { type: boolean, default: off } }
resources:
  sg:
    type: OS::Neutron::SecurityGroup
    properties:
      rules: [{ protocol: tcp, ${rule} }]
`;

  test.each<[rule: string, rules: readonly string[], differ: readonly string[]]>([
    ['port_range_min: 0443, port_range_max: 0443', ['tcp/291 anywhere-ipv4'], ['0443']],
    ['port_range_min: 1_000, port_range_max: 2_000', ['tcp/1000-2000 anywhere-ipv4'], ['1_000', '2_000']],
    ['port_range_min: 443, port_range_max: 443', ['tcp/443 anywhere-ipv4'], []],
  ])('%s', async (rule, rules, differ) => {
    const { reading, said } = await read(stack(rule));
    expect(ingressOf(reading, 'sg')).toEqual(rules);
    expect(said).toEqual(['off', ...differ].map((one) => `yaml-versions ${one}`));
  });
});

describe('fact 36: Ansible reads YAML 1.1', () => {
  const play = (rules: string, more = '') => `
- hosts: localhost
  vars: { secret: !vault "abc", port: 0443 }
  tasks:
    - amazon.aws.ec2_security_group:
        name: web
        description: d
        purge_rules: yes
        ${more}
        rules_egress: []
        rules: ${rules}
`;

  test.each<[rules: string, expected: readonly string[], said: readonly string[]]>([
    ['[{ ports: 0443, cidr_ip: 192.0.2.0/24 }]', ['tcp/291 192.0.2.0/24'], []],
    ['[{ ports: "{{ port }}", cidr_ip: 192.0.2.0/24 }]', ['tcp/291 192.0.2.0/24'], []],
    ['[{ ports: 1_000, cidr_ip: 192.0.2.0/24 }]', ['tcp/1000 192.0.2.0/24'], ['1_000']],
  ])('%s', async (rules, expected, written) => {
    const { reading, said } = await read(play(rules));
    expect(ingressOf(reading, 'web')).toEqual(expected);
    expect(egressOf(reading, 'web')).toEqual([]);
    expect(said).toEqual(['0443', ...written].map((one) => `yaml-versions ${one}`));
  });

  test('what is encrypted is not known', async () => {
    const { reading, said } = await read(play('[{ ports: 22, cidr_ip: "{{ secret }}" }]'));
    expect(ingressOf(reading, 'web')).toEqual([]);
    expect(said.some((one) => one.startsWith('unknown-value'))).toBe(true);
  });

  test('rules that are merged in count', async () => {
    const text = play('[]').replace(
      'vars: {',
      'vars: { m: &m { rules_egress: [{ ports: 53, cidr_ip: 192.0.2.1/32 }] },',
    );
    const { reading } = await read(text.replace('rules_egress: []', '<<: *m'));
    expect(egressOf(reading, 'web')).toEqual(['tcp/53 192.0.2.1']);
  });
});

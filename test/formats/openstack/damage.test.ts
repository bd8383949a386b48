import { describe, expect, it } from 'vitest';
import { hasError } from '../../../src/diagnostics/diagnostic.js';
import { compile } from '../../../src/index.js';
import { expectPlaces, pathsIn, widerThan, withValue, wrongValues } from '../damage.js';
import { group, reading, rule } from './reading.js';

const answer = {
  security_groups: [
    group('web', [
      rule({ protocol: 'tcp', port_range_min: 22, port_range_max: 22, remote_ip_prefix: '10.0.0.0/8' }),
      rule({ protocol: 'icmp', port_range_min: 8, port_range_max: 0, remote_group_id: 'web' }),
      rule({ ethertype: 'IPv6', direction: 'egress', protocol: 'udp', remote_address_group_id: 'office' }),
    ]),
  ],
  security_group_rules: [rule({ security_group_id: 'other', protocol: 'gre' })],
  address_groups: [{ id: 'office', name: 'office', addresses: ['192.0.2.0/24', '2001:db8::/32'] }],
  ports: [
    {
      id: 'p1',
      name: 'port',
      device_id: 'server-1',
      device_owner: 'compute:nova',
      port_security_enabled: true,
      fixed_ips: [{ ip_address: '10.0.0.5' }],
      allowed_address_pairs: [{ ip_address: '10.0.0.9' }],
      security_groups: ['web', 'other'],
    },
  ],
  servers: [{ id: 'server-1', name: 'front' }],
};

const listing = [
  {
    ID: 'r',
    'IP Protocol': 'tcp',
    Ethertype: 'IPv4',
    'IP Range': '0.0.0.0/0',
    'Port Range': '22:22',
    Direction: 'ingress',
    'Remote Security Group': 'web',
    'Remote Address Group': null,
    'Security Group': 'web',
  },
];

const template = {
  heat_template_version: '2018-08-31',
  parameters: {
    office: { type: 'string', default: '192.0.2.0/24' },
    ports: { type: 'json', default: [80, 81] },
  },
  conditions: { on: { equals: ['a', 'a'] } },
  resources: {
    web: {
      type: 'OS::Neutron::SecurityGroup',
      condition: 'on',
      properties: {
        name: 'web',
        description: 'd',
        rules: [
          {
            protocol: 'tcp',
            port_range_min: 22,
            port_range_max: 22,
            remote_ip_prefix: { get_param: 'office' },
          },
          { remote_mode: 'remote_group_id', remote_group_id: { get_resource: 'web' }, protocol: 'udp' },
          { direction: 'egress', ethertype: 'IPv6', protocol: { if: ['on', 'tcp', 'udp'] } },
        ],
      },
    },
    db: {
      type: 'OS::Neutron::SecurityGroup',
      properties: {
        rules: {
          repeat: {
            for_each: { P: { get_param: 'ports' } },
            template: { direction: 'egress', protocol: 'tcp', port_range_min: 'P', port_range_max: 'P' },
          },
        },
      },
    },
    extra: {
      type: 'OS::Neutron::SecurityGroupRule',
      properties: {
        security_group: { get_resource: 'db' },
        port_range_min: 5432,
        port_range_max: 5432,
        remote_group: { get_resource: 'web' },
      },
    },
    eth0: {
      type: 'OS::Neutron::Port',
      properties: {
        fixed_ips: [{ ip_address: { list_join: ['.', ['10.0.0', 5]] } }],
        allowed_address_pairs: [{ ip_address: '10.0.0.9' }],
        security_groups: [{ get_resource: 'web' }],
        port_security_enabled: true,
      },
    },
    front: {
      type: 'OS::Nova::Server',
      properties: {
        name: 'front',
        networks: [{ port: { get_resource: 'eth0' } }, { network: 'n', fixed_ip: '10.1.0.5' }],
        security_groups: [{ get_resource: 'db' }],
      },
    },
  },
};

const documents = { answer, listing, template } as const;
const names = Object.keys(documents) as (keyof typeof documents)[];

/** What is of no wrong type, and means something else. */
const valid: ReadonlySet<string> = new Set([
  '0.Port Range is ""',
  'parameters.ports.default is []',
  'resources.db.properties.rules.repeat.for_each.P is []',
  'resources.web.properties is {}',
  'resources.web.properties.rules is []',
  'resources.db.properties is {}',
  'resources.db.properties.rules is []',
  'resources.eth0.properties is {}',
  'resources.front.properties is {}',
]);

describe.each(names)('a damaged %s', (name) => {
  const document = documents[name];
  const whole = reading({ 'a.json': document });

  it('is said to be whole before', () => {
    expect(whole.diagnostics.map(({ message }) => message)).toEqual([]);
  });

  it('with a wrong type anywhere is refused or read no wider, and what is said has its place', () => {
    for (const path of pathsIn(document).filter(({ length }) => length > 0)) {
      for (const wrong of wrongValues) {
        const read = reading({ 'a.json': withValue(document, path, wrong) });
        const what = `${path.join('.')} is ${wrong}`;
        expectPlaces(read);
        if (hasError(read.diagnostics) || valid.has(what)) continue;
        expect.soft(widerThan(read, whole), what).toEqual([]);
      }
    }
  });

  it('that is cut off anywhere gives one error with its place, and nothing else', async () => {
    const text = JSON.stringify(document);
    for (let length = 1; length < text.length; length += 7) {
      const { value, diagnostics } = await compile([{ name: 'a.json', text: text.slice(0, length) }]);
      expect([value, diagnostics.map(({ code }) => code)]).toEqual([undefined, ['syntax']]);
      expect(diagnostics[0]!.span).toBeDefined();
    }
  });

  it.each([10, 900, 20_000])('with %i levels in place of any value does not throw', (depth) => {
    const deep = [
      `${'['.repeat(depth)}${']'.repeat(depth)}`,
      `${'{"if": ["on", '.repeat(depth)}1${']}'.repeat(depth)}`,
    ];
    for (const path of pathsIn(document).filter((one) => one.length > 1)) {
      for (const text of depth > 900 ? deep.slice(0, 1) : deep) {
        if (depth > 10 && path.length > 6) continue;
        expect(() => reading({ 'a.json': withValue(document, path, text) })).not.toThrow();
      }
    }
  });
});

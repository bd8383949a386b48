import { describe, expect, it } from 'vitest';
import {
  addressesInWords,
  codesOf,
  expectDiagnostic,
  expectNothingSaid,
  groupOf,
  hostOf,
  interfaceOf,
  reading,
  rule,
  rulesOf,
} from './reading.js';

function row(more: object = {}): object {
  return {
    ID: 'r-1',
    'IP Protocol': 'tcp',
    Ethertype: 'IPv4',
    'IP Range': '10.0.0.0/8',
    'Port Range': '22:22',
    Direction: 'ingress',
    'Remote Security Group': null,
    'Remote Address Group': null,
    'Security Group': 'web',
    ...more,
  };
}

function rulesOfRow(more: object): readonly string[] {
  const read = reading({ 'rules.json': [row(more)] });
  expectNothingSaid(read);
  return rulesOf(read);
}

describe('fact 33: rules that the command line lists', () => {
  it.each([
    ['tcp', '22:22', 'tcp/22'],
    ['udp', '5000:5100', 'udp/5000-5100'],
    ['tcp', '', 'tcp'],
    ['tcp', '1:65535', 'tcp'],
    [null, '', 'all'],
    ['any', '', 'all'],
    ['icmp', 'type=8:code=0', 'icmp/8/0'],
    ['icmp', 'type=3:code=4', 'icmp/3/4'],
    ['gre', '', 'gre'],
  ])('print the ports of %j as %j', (protocol, ports, spelled) => {
    expect(rulesOfRow({ 'IP Protocol': protocol, 'Port Range': ports })).toEqual([
      `in ${spelled} 10.0.0.0/8`,
    ]);
  });

  it.each([
    ['type=8', 'icmp/8/0'],
    ['', 'icmp/0/0'],
    [':code=4', 'icmp/0/4'],
  ])('leave out zeros of ICMP, so that %j is read as narrowly as it can be meant', (ports, spelled) => {
    const read = reading({ 'rules.json': [row({ 'IP Protocol': 'icmp', 'Port Range': ports })] });
    expectDiagnostic(read, 'read-narrowly', `"${ports}"`, `read as ${spelled}`);
    expect(rulesOf(read)).toEqual([`in ${spelled} 10.0.0.0/8`]);
  });

  it.each(['22', '22-22', ':22', '22:', '70000:70000', 'type=8:code=0', '100000:1'])(
    'with ports %j are refused',
    (ports) => {
      const read = reading({ 'rules.json': [row({ 'Port Range': ports })] });
      expectDiagnostic(read, 'invalid-traffic', `"${ports}"`);
      expect(rulesOf(read)).toEqual([]);
    },
  );

  it('print everybody beside a peer that is a group; the group is the peer', () => {
    const more = { 'IP Range': '0.0.0.0/0', 'Remote Security Group': 'web' };
    expect(rulesOfRow(more)).toEqual(['in tcp/22 group:web/ipv4']);
    expect(rulesOfRow({ 'IP Range': '0.0.0.0/0' })).toEqual(['in tcp/22 anywhere-ipv4']);
    const read = reading({ 'rules.json': [row({ 'Remote Security Group': 'web' })] });
    expectDiagnostic(read, 'wrong-type', '"web"', 'a rule has one peer');
  });

  it.each(['Direction', 'Ethertype'])(
    'without the column %s are refused, because both could be meant',
    (key) => {
      const read = reading({ 'rules.json': [row({ [key]: undefined })] });
      expectDiagnostic(read, 'wrong-type', /^\{/, 'is missing');
      expect(rulesOf(read)).toEqual([]);
    },
  );

  it('of one group do not name it, but the file may', () => {
    const groups = [{ ID: 'web', Name: 'Front end', Description: '', Project: 'p' }];
    const rows = [row({ 'Security Group': undefined })];
    const byName = reading({ 'groups.json': groups, 'lists/Front end.json': rows });
    expectNothingSaid(byName);
    expect(rulesOf(byName)).toEqual(['in tcp/22 10.0.0.0/8']);
    expect(rulesOf(reading({ 'groups.json': groups, 'web.json': rows }))).toEqual(['in tcp/22 10.0.0.0/8']);
    const twins = [...groups, { ...groups[0], ID: 'other' }];
    const ambiguous = reading({ 'groups.json': twins, 'Front end.json': rows });
    expect(codesOf(ambiguous)).toContain('unassigned-rule');
  });

  it('of one group in a file of another name are refused', () => {
    const read = reading({ 'rules.json': [row({ 'Security Group': undefined })] });
    expectDiagnostic(read, 'unassigned-rule', /^\{/);
    expect(read.definition.groups).toEqual([]);
  });

  it('refuse a column that stands twice in other words', () => {
    const read = reading({ 'rules.json': [row({ remote_ip_prefix: '0.0.0.0/0' })] });
    expect(codesOf(read)).toContain('duplicate-key');
  });

  it('point at the column', () => {
    expectDiagnostic(reading({ 'rules.json': [row({ 'IP Range': 'x' })] }), 'invalid-address', '"x"');
  });
});

describe('other listings', () => {
  it('join groups, rules, address groups and ports', () => {
    const read = reading({
      'groups.json': [{ ID: 'web', Name: 'Web', Description: 'd', Project: 'p', Tags: [], Shared: false }],
      'rules.json': [row({ 'IP Range': null, 'Remote Address Group': 'office' })],
      'lists.json': [
        { ID: 'office', Name: 'Office', Description: '', Project: 'p', Addresses: ['10.0.0.1/32'] },
      ],
      'ports.json': [
        {
          ID: 'p1',
          Name: '',
          'MAC Address': 'm',
          'Fixed IP Addresses': [{ subnet_id: 's', ip_address: '10.0.0.5' }],
          Status: 'ACTIVE',
          'Security Groups': ['web'],
          'Device Owner': 'compute:nova',
          Tags: [],
        },
      ],
    });
    expectNothingSaid(read);
    expect(groupOf(read, 'web').name).toBe('Web');
    expect(rulesOf(read)).toEqual(['in tcp/22 list:office/ipv4']);
    expect(interfaceOf(read, 'p1').groups.map(({ reference }) => reference)).toEqual(['web']);
  });

  it('show one group, port or address group', () => {
    const rules = [
      rule({ direction: 'egress', ethertype: 'IPv6', name: null, security_group_id: undefined }),
    ];
    const read = reading({
      'group.json': { id: 'web', name: 'Web', rules, stateful: true, tags: [], project_id: 'p' },
      'port.json': {
        id: 'p1',
        name: 'n',
        device_id: 'server-1',
        fixed_ips: [{ ip_address: '10.0.0.5' }],
        security_group_ids: ['web'],
        allowed_address_pairs: [],
      },
      'list.json': { id: 'office', name: 'Office', addresses: ['10.0.0.1/32'], project_id: 'p' },
    });
    expectNothingSaid(read);
    expect(rulesOf(read)).toEqual(['out all anywhere-ipv6']);
    expect(hostOf(read, 'server-1').interfaces).toHaveLength(1);
    expect(read.definition.prefixLists.map(({ name }) => name)).toEqual(['Office']);
  });

  it('of older clients print the rules of a group as text, which is refused', () => {
    const read = reading({ 'group.json': { id: 'web', name: 'Web', rules: "direction='egress', id='r'" } });
    expectDiagnostic(read, 'wrong-type', /^"direction/, "'rules' is a text where a list is expected");
    expect(rulesOf(read)).toEqual([]);
  });

  it('of older clients print the addresses of a port as text', () => {
    const addresses = "ip_address='10.0.0.5', subnet_id='s'\nip_address='fd00::5', subnet_id='s'";
    const read = reading({ 'port.json': { id: 'p1', fixed_ips: addresses, security_group_ids: ['web'] } });
    expect(addressesInWords(interfaceOf(read, 'p1').addresses)).toEqual(['10.0.0.5', 'fd00::5']);
  });
});

import { describe, expect, it } from 'vitest';
import {
  codesOf,
  egressOf,
  expectDiagnostic,
  expectNothingSaid,
  from,
  group,
  groupOf,
  ingressOf,
  permission,
  reading,
  readingOf,
  textOf,
} from './reading.js';

const ssh = (peers: object): object => permission('tcp', 22, 22, peers);
const everything = permission('-1', undefined, undefined, from('0.0.0.0/0'));
const groups = (...items: readonly unknown[]): object => ({ SecurityGroups: items });

describe('a permission', () => {
  it('fact 28: holds one rule for each peer, with its own description and place', () => {
    const read = readingOf(
      ssh({
        IpRanges: [{ CidrIp: '10.0.0.0/8', Description: 'office' }, { CidrIp: '192.0.2.1/32' }],
        Ipv6Ranges: [{ CidrIpv6: '2001:db8::/32', Description: '' }],
        UserIdGroupPairs: [{ GroupId: 'sg-1', UserId: '111122223333', Description: 'each other; $(x) "}"' }],
        PrefixListIds: [],
      }),
    );
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual([
      'tcp/22 10.0.0.0/8',
      'tcp/22 192.0.2.1',
      'tcp/22 2001:db8::/32',
      'tcp/22 group:sg-1',
    ]);
    const { ingress } = groupOf(read, 'sg-1');
    expect(ingress.map((rule) => rule.description)).toEqual(['office', '', '', 'each other; $(x) "}"']);
    expect(textOf(ingress[1]!.span)).toBe('{ "CidrIp": "192.0.2.1/32" }');
    expect(ingress.every((rule) => rule.direction === 'ingress' && !rule.implied)).toBe(true);
  });

  it('fact 28: may lack Ipv6Ranges and every other list of peers', () => {
    const read = readingOf(ssh(from('0.0.0.0/0')));
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['tcp/22 anywhere-ipv4']);
  });

  it('fact 28: a self reference is an ordinary pair', () => {
    const read = readingOf(ssh({ UserIdGroupPairs: [{ GroupId: 'sg-1' }] }));
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['tcp/22 group:sg-1']);
  });

  it('fact 5: without any peer allows nothing to anyone', () => {
    const read = readingOf(ssh({ IpRanges: [], UserIdGroupPairs: [] }));
    expectDiagnostic(read, 'matches-nothing', /"IpProtocol"/, 'names no peer');
    expect(ingressOf(read)).toEqual([]);
  });

  it('allows nothing to peers of a kind that is not known', () => {
    const read = readingOf(ssh({ MacRanges: [{ Mac: 'any' }], ...from('10.0.0.0/8') }));
    expectDiagnostic(read, 'ignored-value', '"MacRanges"');
    expect(ingressOf(read)).toEqual(['tcp/22 10.0.0.0/8']);
    const alone = readingOf(ssh({ MacRanges: [{ Mac: 'any' }] }));
    expect(codesOf(alone)).toEqual(['ignored-value', 'matches-nothing']);
    expect(ingressOf(alone)).toEqual([]);
  });
});

describe('peers in CIDR notation', () => {
  it('facts 11 and 28: bits behind the length are cleared, with a warning', () => {
    const read = readingOf(ssh(from('100.68.0.18/18')));
    expectDiagnostic(read, 'host-bits', '"100.68.0.18/18"', '100.68.0.0/18');
    expect(ingressOf(read)).toEqual(['tcp/22 100.68.0.0/18']);
  });

  it('fact 11: by the length 0 it is everybody, which is told', () => {
    const read = readingOf(ssh(from('10.0.0.1/0')));
    expectDiagnostic(read, 'host-bits', '"10.0.0.1/0"', 'read as 0.0.0.0/0, which is every address');
  });

  it('fact 10: a peer is of the family of its list', () => {
    expectDiagnostic(readingOf(ssh(from('::/0'))), 'family-mismatch', '"::/0"');
    const six = readingOf(ssh({ Ipv6Ranges: [{ CidrIpv6: '0.0.0.0/0' }] }));
    expectDiagnostic(six, 'family-mismatch', '"0.0.0.0/0"');
    expect(ingressOf(six)).toEqual([]);
  });

  it.each([
    ['10.0.0.1', "write '10.0.0.1/32'"],
    ['0.0.0.0', 'write 0.0.0.0/0 for every address, or 0.0.0.0/32 for this one address'],
    ['10/8', "write '10.0.0.0/8'"],
    ['010.1.1.1/32', "write '10.1.1.1/32'"],
    ['10.0.0.0-10.0.0.9', undefined],
    ['10.0.0.0/33', undefined],
    ['10.0.0.0/8 ', undefined],
    ['anywhere', undefined],
  ])('refuses %j', (text, suggestion) => {
    const read = readingOf(ssh(from(text)));
    expectDiagnostic(read, 'invalid-address', `"${text}"`);
    expect(read.diagnostics[0]!.suggestion).toBe(suggestion);
    expect(ingressOf(read)).toEqual([]);
  });
});

describe('peers that are groups', () => {
  const pair = (more: object): object => ssh({ UserIdGroupPairs: [more] });
  const web = group('sg-2', [], [], { GroupName: 'web' });

  it('facts 12 and 14: are followed by id', () => {
    const read = readingOf(pair({ GroupId: 'sg-2', GroupName: 'not its name' }), web);
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['tcp/22 group:sg-2']);
  });

  it('fact 14: that are absent match nothing, and are reported', () => {
    const read = readingOf(pair({ GroupId: 'sg-9', GroupName: 'web' }), web);
    expectDiagnostic(read, 'unresolved-group', '"sg-9"', 'is not in the input');
    expect(ingressOf(read)).toEqual(['tcp/22 absent:sg-9']);
  });

  it.each([{ GroupId: 'sg-9', UserId: '999900001111' }, { GroupId: '999900001111/sg-9' }])(
    'fact 13: of another account match nothing, and are reported: %j',
    (more) => {
      const read = readingOf(pair(more));
      expectDiagnostic(read, 'unresolved-group', /sg-9/, 'belongs to account 999900001111');
      expect(ingressOf(read)).toEqual(['tcp/22 absent:sg-9']);
    },
  );

  it('fact 13: of another account are followed where the input has them', () => {
    const read = readingOf(
      pair({ GroupId: '999900001111/sg-9' }),
      group('sg-9', [], [], { OwnerId: '999900001111' }),
    );
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['tcp/22 group:sg-9']);
  });

  it.each(['deleted', 'pending-acceptance', 'expired'])(
    'fact 14: behind a peering that is %s match nothing',
    (status) => {
      const stale = { GroupId: 'sg-2', VpcPeeringConnectionId: 'pcx-1', PeeringStatus: status };
      const read = readingOf(pair(stale), web);
      expectDiagnostic(read, 'unresolved-group', '"sg-2"', `peering that is ${status}`);
      expect(ingressOf(read)).toEqual(['tcp/22 absent:sg-2']);
    },
  );

  it('fact 13: behind an active peering are followed', () => {
    const read = readingOf(
      pair({ GroupId: 'sg-2', VpcPeeringConnectionId: 'pcx-1', PeeringStatus: 'active' }),
      web,
    );
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['tcp/22 group:sg-2']);
  });

  it('are followed by name only where there is no id', () => {
    const read = readingOf(pair({ GroupName: 'web' }), web);
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual(['tcp/22 group:sg-2']);
  });

  it('are followed by name within their own account and network', () => {
    const elsewhere = group('sg-3', [], [], { GroupName: 'web', VpcId: 'vpc-2' });
    expect(ingressOf(readingOf(pair({ GroupName: 'web' }), web, elsewhere))).toEqual(['tcp/22 group:sg-2']);
    const foreign = readingOf(pair({ GroupName: 'web', UserId: 'amazon-elb' }), web);
    expectDiagnostic(foreign, 'unresolved-group', '"web"', 'account amazon-elb');
    expect(ingressOf(foreign)).toEqual(['tcp/22 absent:web']);
  });

  it.each([
    ['of neither group', undefined, undefined],
    ['of the group that refers', '111122223333', undefined],
    ['of another account, and not of the group of that name', undefined, '111122223333'],
  ])('with an account are known by name only where it is known: %s', (_, own, theirs) => {
    const named = { GroupName: 'web', UserId: '999900001111' };
    const files = (OwnerId: string | undefined, more: object): object =>
      groups(
        group('sg-1', [pair(more)], [], { OwnerId: own }),
        group('sg-2', [], [], { GroupName: 'web', OwnerId }),
      );
    const read = reading({ 'g.json': files(theirs, named) });
    expectDiagnostic(read, 'unresolved-group', '"web"', 'belongs to account 999900001111');
    expect(ingressOf(read)).toEqual(['tcp/22 absent:web']);
    const written = reading({ 'g.json': files(theirs, { GroupName: '999900001111/web' }) });
    expect(ingressOf(written)).toEqual(['tcp/22 absent:web']);
    const known = reading({ 'g.json': files('999900001111', named) });
    expectNothingSaid(known);
    expect(ingressOf(known)).toEqual(['tcp/22 group:sg-2']);
    const byId = reading({ 'g.json': files(theirs, { GroupId: 'sg-2', UserId: '999900001111' }) });
    expect(ingressOf(byId)).toEqual(['tcp/22 group:sg-2']);
  });

  it('match nothing where several have the name', () => {
    const twin = group('sg-3', [], [], { GroupName: 'web' });
    const read = readingOf(pair({ GroupName: 'web' }), web, twin);
    expectDiagnostic(read, 'unresolved-group', '"web"', 'one of several');
    expect(ingressOf(read)).toEqual(['tcp/22 absent:web']);
  });

  it('have to be named', () => {
    const read = readingOf(pair({ UserId: '111122223333' }));
    expectDiagnostic(read, 'wrong-type', /UserId/, "'GroupId' is missing");
    expect(ingressOf(read)).toEqual([]);
  });
});

describe('a group', () => {
  it('has the id and name of AWS, its description and tags as they are', () => {
    const more = {
      GroupName: 'Web (public)',
      Description: 'a "quoted"; $(thing)',
      Tags: [{ Key: 'tier', Value: '#1' }],
    };
    const read = reading({ 'groups.json': groups(group('sg-1', [], [everything], more)) });
    expectNothingSaid(read);
    const found = groupOf(read, 'sg-1');
    expect(found).toMatchObject({ name: 'Web (public)', description: 'a "quoted"; $(thing)' });
    expect([...found.tags]).toEqual([['tier', '#1']]);
    expect(textOf(found.span)).toBe('"sg-1"');
  });

  it('fact 28: may lack tags and description', () => {
    const read = reading({ 'groups.json': groups(group('sg-1')) });
    expectNothingSaid(read);
    expect(groupOf(read, 'sg-1')).toMatchObject({ description: '', tags: new Map() });
  });

  it('facts 3 and 4: has no rule but those listed, whatever its name', () => {
    const read = reading({ 'groups.json': groups(group('sg-1', [], [], { GroupName: 'default' })) });
    expectNothingSaid(read);
    expect(ingressOf(read)).toEqual([]);
    expect(egressOf(read)).toEqual([]);
  });

  it.each([
    ['IpPermissionsEgress', 'nothing may leave'],
    ['IpPermissions', 'nothing may enter'],
  ])('without %s lets nothing through that way, with a warning', (key, message) => {
    const read = reading({
      'groups.json': groups(group('sg-1', [everything], [everything], { [key]: undefined })),
    });
    expectDiagnostic(read, 'missing-rules', '"sg-1"', message);
    expect(key === 'IpPermissions' ? ingressOf(read) : egressOf(read)).toEqual([]);
  });

  it.each(['a\u00e9', 'tab\there', 'quote"', 'x'.repeat(256), '`id`'])('fact 22: is not named %j', (name) => {
    const read = reading({ 'groups.json': groups(group('sg-1', [], [], { GroupName: name })) });
    expectDiagnostic(read, 'invalid-name', JSON.stringify(name).replace(/\s+/g, ' '));
  });

  it('fact 44: is known by its id where its name looks like one', () => {
    const read = reading({ 'groups.json': groups(group('sg-1', [], [], { GroupName: 'sg-web' })) });
    expectDiagnostic(read, 'ignored-value', '"sg-web"', 'looks like an id');
    expect(groupOf(read, 'sg-1').name).toBe('sg-1');
  });

  it('fact 22: is named with any of the characters allowed', () => {
    const name = 'azAZ09 ._-:/()#,@[]+=&;{}!$*';
    const read = reading({ 'groups.json': groups(group('sg-1', [], [], { GroupName: name })) });
    expectNothingSaid(read);
    expect(groupOf(read, 'sg-1').name).toBe(name);
  });

  it.each(['../sg-1', 'sg 1', '$(reboot)', 'sg-1\n', '-rf', '.sg', '_sg'])('has no id such as %j', (id) => {
    expect(codesOf(reading({ 'groups.json': groups(group('sg-1', [], [], { GroupId: id })) }))).toEqual([
      'invalid-name',
    ]);
  });
});

describe('the same group twice', () => {
  const rules = [ssh(from('10.0.0.0/8', '192.0.2.0/24')), permission('udp', 53, 53, from('10.0.0.0/8'))];

  it('is one group if both say the same, in whatever order', () => {
    const other = [
      permission('17', '53', '53', from('10.0.0.0/8')),
      ssh(from('192.0.2.0/24')),
      ssh(from('10.0.0.0/8')),
    ];
    const read = reading({ 'a.json': groups(group('sg-1', rules)), 'b.json': groups(group('sg-1', other)) });
    expectNothingSaid(read);
    expect(groupOf(read, 'sg-1').ingress).toHaveLength(3);
  });

  it('is an error, with both places, if they differ', () => {
    const read = reading({
      'a.json': groups(group('sg-1', rules)),
      'b.json': groups(group('sg-1', [rules[0]])),
    });
    expectDiagnostic(read, 'duplicate', '"sg-1"', "'sg-1'");
    const [{ span, related }] = read.diagnostics as [(typeof read.diagnostics)[0]];
    expect([span!.source.name, related![0]!.span.source.name]).toEqual(['b.json', 'a.json']);
  });

  it('is an error if only what leaves or the name differs', () => {
    const first = groups(group('sg-1'));
    expect(codesOf(reading({ 'a.json': first, 'b.json': groups(group('sg-1', [], [everything])) }))).toEqual([
      'duplicate',
    ]);
    const renamed = groups(group('sg-1', [], [], { GroupName: 'other' }));
    expect(codesOf(reading({ 'a.json': first, 'b.json': renamed }))).toEqual(['duplicate']);
  });

  it('by name is two groups', () => {
    const same = { GroupName: 'default' };
    const read = reading({ 'a.json': groups(group('sg-1', [], [], same), group('sg-2', [], [], same)) });
    expectNothingSaid(read);
    expect(read.definition.groups.map(({ id, name }) => `${id} ${name}`)).toEqual([
      'sg-1 default',
      'sg-2 default',
    ]);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { compileDefinition, expectWarnings } from '../../support/definition.js';
import { egressOf, expectNothingSaid, groupOf, ingressOf } from '../aws/reading.js';
import { group, reading, template } from './reading.js';

function fixture(name: string): string {
  return readFileSync(path.join(import.meta.dirname, 'fixtures', name), 'utf8');
}

describe('fact 32: a template that CDK made', () => {
  const read = reading(JSON.parse(fixture('Shop.template.json')));

  test('has nothing that is not known', () => {
    expectNothingSaid(read);
  });

  test('its default egress rule is IPv4 only', () => {
    expect(egressOf(read, 'FrontE1F2A3B4')).toEqual(['all anywhere-ipv4']);
  });

  test('its "no egress" lets nothing out', () => {
    expect(egressOf(read, 'StoreC5D6E7F8')).toEqual([]);
  });

  test('its rules, and what they are described as', () => {
    expect(ingressOf(read, 'FrontE1F2A3B4')).toEqual([
      'tcp/443 anywhere-ipv4',
      'tcp/443 anywhere-ipv6',
      'icmp/echo-request 10.20.0.0/16',
    ]);
    expect(groupOf(read, 'FrontE1F2A3B4').ingress[2]!.description).toBe('from 10.20.0.0/16:ICMP Type 8');
    expect(ingressOf(read, 'StoreC5D6E7F8')).toEqual(['tcp/5432 group:FrontE1F2A3B4']);
  });

  test('compiles, and its "no egress" leaves no trace', async () => {
    const { scripts } = await expectWarnings({ 'Shop.template.json': fixture('Shop.template.json') });
    expect(Object.keys(scripts)).toEqual(['FrontHost0F1E2D3C.nft', 'StoreHost4B5A6978.nft']);
    expect(scripts['StoreHost4B5A6978.nft']).toContain('10.20.0.10');
    const broadcast = scripts['StoreHost4B5A6978.nft']!.split('\n').filter((line) =>
      line.includes('255.255.255.255'),
    );
    expect(broadcast.filter((line) => !line.includes('DHCPv4'))).toEqual([]);
  });
});

describe('fact 32: the same in YAML with short tags', () => {
  test('says nothing, and means the same', async () => {
    const devices = ['FrontHost', 'FrontHost0F1E2D3C', 'StoreHost', 'StoreHost4B5A6978'];
    const scriptOf = async (name: string, text: string, [front, store]: readonly string[]) => {
      const named = [front, store].flatMap((id) => ['--device', `${id}=eth0`]);
      const { diagnostics, scripts } = await compileDefinition({ [name]: text }, ...named);
      expect(diagnostics).toEqual([]);
      return [scripts[`${front}.nft`]!, scripts[`${store}.nft`]!].map(withoutComments);
    };
    const yaml = await scriptOf('shop.yaml', fixture('shop.yaml'), [devices[0]!, devices[2]!]);
    const json = await scriptOf('shop.json', fixture('Shop.template.json'), [devices[1]!, devices[3]!]);
    expect(yaml).toEqual(json.map((script) => script.replace(/(Front|Store)-[0-9A-F]{5}-/g, '$1Host-')));
    expect(json[1]).toContain('ip saddr 10.20.0.10 accept');
  });

  test('a parameter decides its conditions', () => {
    const read = reading(fixture('shop.yaml'), { Stage: 'trial' });
    expectNothingSaid(read);
    expect(ingressOf(read, 'Front')).toEqual(['tcp/443 anywhere-ipv6', 'icmp/echo-request 10.20.0.0/16']);
  });

  test('for every target', async () => {
    for (const target of ['iptables', 'ipset']) {
      const { status, diagnostics } = await compileDefinition(
        { 'shop.yaml': fixture('shop.yaml') },
        '--target',
        target,
      );
      expect([target, status, diagnostics]).toEqual([target, 0, []]);
    }
  });
});

describe('"no egress" is exactly that rule', () => {
  const rule = { IpProtocol: 'icmp', FromPort: 252, ToPort: 86, CidrIp: '255.255.255.255/32' };
  test.each<[change: object, kept: number]>([
    [{}, 0],
    [{ IpProtocol: 1, FromPort: '252', ToPort: '86' }, 0],
    [{ FromPort: 8 }, 1],
    [{ ToPort: 87 }, 1],
    [{ ToPort: -1 }, 1],
    [{ CidrIp: '255.255.255.254/31' }, 1],
    [{ IpProtocol: 'tcp', FromPort: 252, ToPort: 252 }, 1],
  ])('%j', (change, kept) => {
    const read = reading(template({ Web: group({ SecurityGroupEgress: [{ ...rule, ...change }] }) }));
    expect(egressOf(read, 'Web')).toHaveLength(kept);
  });
});

/** A script without its header and comments, which name files and lines. */
function withoutComments(script: string): string {
  return script
    .replace(/^#.*$/gm, '')
    .replace(/\s*#.*$/gm, '')
    .replace(/ comment "[^"]*"/g, '');
}

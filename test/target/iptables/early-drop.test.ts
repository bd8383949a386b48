import { describe, expect, it } from 'vitest';
import { script, type TestHost, type TestInterface } from './host.js';

/** The rules of the raw table of a family, without those that all hosts have. */
function rules(host: TestHost, family: 'ipv4' | 'ipv6' = 'ipv4'): readonly string[] {
  const text = script({ ...host, settings: { earlyDrop: true, ...host.settings } });
  const body = new RegExp(
    `^early_${family}\\(\\) \\{\\n {2}cat <<'END_OF_RULES'\\n([\\s\\S]*?)\\nEND_OF_RULES`,
    'm',
  ).exec(text);
  return (body?.[1] ?? '').split('\n').filter((line) => line.startsWith('-'));
}

const everything = [{ allow: 'all', peers: 'anywhere' }];
const eth0: TestInterface = {
  id: 'eth0',
  ingress: [
    { allow: 'tcp/22', peers: '10.0.0.1' },
    { allow: 'tcp/23', peers: '10.0.0.2' },
  ],
  egress: everything,
};

describe('what is dropped early', () => {
  it('comes back to the built-in chain unless it is dropped', () => {
    expect(rules({ interfaces: [eth0] })).toEqual([
      '-I PREROUTING 1 -j SECG-PREROUTING',
      '-A SECG-PREROUTING -p tcp --syn -g SECG-TCP',
      '-A SECG-TCP -i eth0 -g SECG-eth0-tcp',
      '-A SECG-eth0-tcp -p tcp --dport 0:21 -m addrtype --dst-type LOCAL -j DROP',
      '-A SECG-eth0-tcp -p tcp --dport 24:65535 -m addrtype --dst-type LOCAL -j DROP',
    ]);
    expect(rules({ interfaces: [eth0] }, 'ipv6').at(-1)).toBe(
      '-A SECG-eth0-tcp -p tcp -m addrtype --dst-type LOCAL -j DROP',
    );
  });

  it('is UDP too where nobody is asked by it', () => {
    const found = rules({ interfaces: [{ ...eth0, egress: [] }] });
    expect(found).toContain('-A SECG-PREROUTING -p udp -g SECG-UDP');
    expect(found.filter((line) => line.startsWith('-A SECG-eth0-udp'))).toEqual([
      '-A SECG-eth0-udp -p udp --dport 0:67 -m addrtype --dst-type LOCAL -j DROP',
      '-A SECG-eth0-udp -p udp --dport 69:65535 -m addrtype --dst-type LOCAL -j DROP',
    ]);
  });

  it('is logged as the rest', () => {
    const log = { prefix: 'fw ', rate: 3, burst: 7 };
    const found = rules({ settings: { log }, interfaces: [eth0] });
    expect(found).toContain('-A SECG-eth0-tcp -p tcp --dport 0:21 -m addrtype --dst-type LOCAL -j SECG-DROP');
    expect(found.slice(-2)).toEqual([
      '-A SECG-DROP -m limit --limit 3/second --limit-burst 7 -j LOG --log-prefix "fw "',
      '-A SECG-DROP -j DROP',
    ]);
  });

  it('is told by address for devices that no interface names, and never on loopback', () => {
    const unnamed: TestInterface = { ...eth0, id: 'eni-1', addresses: '10.0.1.10 10.0.1.11' };
    const trusted: TestInterface = { id: 'br0', trusted: true };
    const found = rules({ interfaces: [unnamed, trusted, eth0] });
    expect(found.filter((line) => line.startsWith('-A SECG-TCP'))).toEqual([
      '-A SECG-TCP -i br0 -j RETURN',
      '-A SECG-TCP -i eth0 -g SECG-eth0-tcp',
      '-A SECG-TCP -i lo -j RETURN',
      '-A SECG-TCP -d 10.0.1.10/31 -g SECG-eni-1-tcp',
    ]);
    expect(rules({ interfaces: [unnamed] }, 'ipv6')).toEqual([]);
  });

  it('is a tree of ports where rules name many', () => {
    const ingress = Array.from({ length: 40 }, (_, i) => ({ allow: `tcp/${i * 10 + 5}`, peers: 'anywhere' }));
    const found = rules({ interfaces: [{ ...eth0, ingress }] });
    const root = found.filter((line) => line.startsWith('-A SECG-eth0-tcp '));
    expect(root.length).toBeLessThan(12);
    expect(found.filter((line) => line.endsWith('-j DROP'))).toHaveLength(41);
  });

  it.each<TestHost>([
    { settings: { earlyDrop: false }, interfaces: [eth0] },
    { settings: { forward: 'ignore' }, interfaces: [eth0] },
    { interfaces: [{ ...eth0, ingress: everything }] },
  ])('is nothing, and no table: %j', (host) => {
    expect(script({ ...host, settings: { earlyDrop: true, ...host.settings } })).toContain(
      'early_ipv6() { :; }\nearly_ipv4() { :; }\n',
    );
  });
});

const networks = (count: number, spell: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => spell(n));

/**
 * A definition whose ports all have one long list as peers and each an address of its own: 203.0.113.N for the N-th of
 * TCP 1001 to 1005 and UDP 2001 to 2005, and the same in IPv6. TCP 3001 and 3002 have another list, and the same addresses
 * of their own as 1001 and 1002. `extra` is one more rule of the group.
 */
export function longListDefinition(extra = ''): string {
  const list = [
    ...networks(40, (n) => `10.${2 * n}.0.0/16`),
    ...networks(40, (n) => `2001:db8:${2 * n + 1}::/48`),
  ];
  const rules = networks(5, (n) => {
    const own = `203.0.113.${n + 1}, '2001:db8:ffff::${n + 1}'`;
    return `      - { allow: [tcp/${1_001 + n}, udp/${2_001 + n}], from: [list:long, ${own}], description: port ${n + 1} }`;
  });
  return `
prefixLists:
  long: [${list.map((one) => `'${one}'`).join(', ')}]
  other: [${networks(40, (n) => `11.${2 * n}.0.0/16`).join(', ')}]
groups:
  web:
    ingress:
${rules.join('\n')}
      - { allow: tcp/3001, from: [list:other, 203.0.113.1] }
      - { allow: tcp/3002, from: [list:other, 203.0.113.2] }
${extra === '' ? '' : `      - ${extra}`}
    egress: [{ allow: tcp/443, to: list:long }]
hosts:
  dut: { interfaces: { eth0: { addresses: [10.0.1.10, '2001:db8:1::10'], groups: [web] } } }
`;
}

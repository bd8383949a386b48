/** The words of the language, typed from SEMANTICS.md a second time: a slip in one copy shows against the other. */
export const TCP = 6;
export const UDP = 17;
export const ICMP = 1;
export const ICMPV6 = 58;

export const protocols: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  icmpv6: 58,
  ospf: 89,
  vrrp: 112,
  sctp: 132,
};

export const presets: Readonly<Record<string, readonly string[]>> = {
  ssh: ['tcp/22'],
  telnet: ['tcp/23'],
  smtp: ['tcp/25'],
  dns: ['tcp/53', 'udp/53'],
  http: ['tcp/80'],
  pop3: ['tcp/110'],
  imap: ['tcp/143'],
  ldap: ['tcp/389'],
  https: ['tcp/443'],
  smb: ['tcp/445'],
  smtps: ['tcp/465'],
  imaps: ['tcp/993'],
  pop3s: ['tcp/995'],
  mssql: ['tcp/1433'],
  oracle: ['tcp/1521'],
  nfs: ['tcp/2049'],
  mysql: ['tcp/3306'],
  aurora: ['tcp/3306'],
  rdp: ['tcp/3389'],
  postgresql: ['tcp/5432'],
  redshift: ['tcp/5439'],
  winrm: ['tcp/5985-5986'],
  redis: ['tcp/6379'],
};

/** Only the names that the generator writes. */
export const icmpTypes: Readonly<Record<string, number>> = {
  'echo-reply': 0,
  'destination-unreachable': 3,
  redirect: 5,
  'echo-request': 8,
  'time-exceeded': 11,
  'timestamp-request': 13,
};

export const icmpv6Types: Readonly<Record<string, number>> = {
  'destination-unreachable': 1,
  'packet-too-big': 2,
  'echo-request': 128,
  'echo-reply': 129,
  'router-advertisement': 134,
  'neighbour-solicitation': 135,
  'neighbor-advertisement': 136,
};

/** What one written `allow` stands for, without presets and services: every entry names a protocol or is `all`. */
export function expand(
  allow: string,
  services: Readonly<Record<string, readonly string[]>>,
): readonly string[] {
  const entries = presets[allow] ?? services[allow];
  return entries === undefined ? [allow] : entries.flatMap((entry) => expand(entry, services));
}

export function icmpTypeNumber(protocol: number, text: string): number {
  return (protocol === ICMP ? icmpTypes : icmpv6Types)[text] ?? Number(text);
}

/** The protocol of an expanded entry; undefined for `all`. */
export function protocolOf(entry: string): number | undefined {
  const [name, detail] = entry.split('/');
  if (name === 'all') return undefined;
  return name === 'protocol' ? Number(detail) : protocols[name!]!;
}

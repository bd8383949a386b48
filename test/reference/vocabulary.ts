/** The words of the language, typed from the sources that docs/facts.md names a second time: a slip in one copy shows against the other. */
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
  ping: ['icmp/echo-request', 'icmpv6/echo-request'],
  kerberos: ['tcp/88', 'udp/88'],
  ntp: ['udp/123'],
  snmp: ['udp/161'],
  'snmp-trap': ['udp/162'],
  bgp: ['tcp/179'],
  http3: ['udp/443'],
  ipsec: ['udp/500', 'udp/4500', 'esp'],
  syslog: ['udp/514'],
  'syslog-tls': ['tcp/6514'],
  submission: ['tcp/587'],
  ldaps: ['tcp/636'],
  'dns-over-tls': ['tcp/853'],
  rsync: ['tcp/873'],
  openvpn: ['udp/1194'],
  wireguard: ['udp/51820'],
  radius: ['udp/1812-1813'],
  mqtt: ['tcp/1883'],
  mqtts: ['tcp/8883'],
  zookeeper: ['tcp/2181'],
  etcd: ['tcp/2379'],
  'etcd-peer': ['tcp/2380'],
  iscsi: ['tcp/3260'],
  nats: ['tcp/4222'],
  vxlan: ['udp/4789'],
  otlp: ['tcp/4317-4318'],
  amqp: ['tcp/5672'],
  amqps: ['tcp/5671'],
  'kubernetes-api': ['tcp/6443'],
  kubelet: ['tcp/10250'],
  'kubernetes-node-ports': ['tcp/30000-32767', 'udp/30000-32767'],
  vault: ['tcp/8200'],
  influxdb: ['tcp/8086'],
  cassandra: ['tcp/9042'],
  kafka: ['tcp/9092'],
  elasticsearch: ['tcp/9200'],
  'elasticsearch-transport': ['tcp/9300'],
  kibana: ['tcp/5601'],
  prometheus: ['tcp/9090'],
  pushgateway: ['tcp/9091'],
  alertmanager: ['tcp/9093'],
  'node-exporter': ['tcp/9100'],
  grafana: ['tcp/3000'],
  loki: ['tcp/3100'],
  'zabbix-agent': ['tcp/10050'],
  'zabbix-server': ['tcp/10051'],
  memcached: ['tcp/11211'],
  mongodb: ['tcp/27017'],
  mosh: ['udp/60000-61000'],
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

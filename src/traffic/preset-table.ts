import { ICMP, ICMPV6, protocolNumbers, TCP, UDP } from './protocols.js';
import { everythingOf, icmpTraffic, type Traffic } from './traffic.js';

export interface Preset {
  readonly name: string;
  readonly traffic: readonly Traffic[];
  /** Who says that these are its ports. */
  readonly source: string;
  /** What it is, where the name alone does not say it. Empty: it does. */
  readonly what: string;
}

const tcp = (first: number, last = first): Traffic => ({ protocol: TCP, first, last });
const udp = (first: number, last = first): Traffic => ({ protocol: UDP, first, last });

const from =
  (source: string) =>
  (name: string, traffic: readonly Traffic[], what = ''): Preset => ({ name, traffic, source, what });

/** The types of rules that AWS's console names, with aurora beside mysql. */
const console = from('AWS console');
/** The registry of service names and port numbers. Of two protocols there, the one that its software speaks by default. */
const iana = from('IANA');
const kubernetes = from('Kubernetes: Ports and Protocols');

/** The presets of AWS's console: what cloud definitions are written with. */
export const consolePresets: readonly Preset[] = [
  console('ssh', [tcp(22)]),
  console('telnet', [tcp(23)]),
  console('smtp', [tcp(25)]),
  console('dns', [tcp(53), udp(53)]),
  console('http', [tcp(80)]),
  console('pop3', [tcp(110)]),
  console('imap', [tcp(143)]),
  console('ldap', [tcp(389)]),
  console('https', [tcp(443)]),
  console('smb', [tcp(445)]),
  console('smtps', [tcp(465)]),
  console('imaps', [tcp(993)]),
  console('pop3s', [tcp(995)]),
  console('mssql', [tcp(1433)]),
  console('oracle', [tcp(1521)]),
  console('nfs', [tcp(2049)]),
  console('mysql', [tcp(3306)]),
  console('aurora', [tcp(3306)]),
  console('rdp', [tcp(3389)]),
  console('postgresql', [tcp(5432)]),
  console('redshift', [tcp(5439)]),
  console('winrm', [tcp(5985, 5986)]),
  console('redis', [tcp(6379)]),
];

/**
 * What people run besides, each with the port that its software listens to by default. Where a port is only used between
 * the members of a cluster, it has a name of its own, so that nobody opens it by asking for the service.
 */
export const morePresets: readonly Preset[] = [
  from('RFC 792, RFC 4443')(
    'ping',
    [icmpTraffic(ICMP, 8), icmpTraffic(ICMPV6, 128)],
    'Echo requests of both families',
  ),
  iana('kerberos', [tcp(88), udp(88)]),
  iana('ntp', [udp(123)]),
  iana('snmp', [udp(161)]),
  iana('snmp-trap', [udp(162)], 'What an agent tells by itself'),
  iana('bgp', [tcp(179)]),
  iana('http3', [udp(443)], 'HTTPS over QUIC'),
  from('RFC 7296, RFC 3948')(
    'ipsec',
    [udp(500), udp(4500), everythingOf(protocolNumbers.esp)],
    'IKE and ESP',
  ),
  iana('syslog', [udp(514)]),
  iana('syslog-tls', [tcp(6514)]),
  iana('submission', [tcp(587)], 'Mail that clients hand in'),
  iana('ldaps', [tcp(636)]),
  iana('dns-over-tls', [tcp(853)]),
  iana('rsync', [tcp(873)]),
  iana('openvpn', [udp(1194)]),
  from('WireGuard: Quick Start')('wireguard', [udp(51_820)]),
  iana('radius', [udp(1812, 1813)], 'Authentication and accounting'),
  iana('mqtt', [tcp(1883)]),
  iana('mqtts', [tcp(8883)]),
  iana('zookeeper', [tcp(2181)], 'Its clients'),
  iana('etcd', [tcp(2379)], 'Its clients'),
  iana('etcd-peer', [tcp(2380)], 'Members of its cluster'),
  iana('iscsi', [tcp(3260)]),
  from('NATS: Server configuration')('nats', [tcp(4222)], 'Its clients'),
  iana('vxlan', [udp(4789)]),
  from('OpenTelemetry: OTLP specification')('otlp', [tcp(4317, 4318)], 'By gRPC and by HTTP'),
  iana('amqp', [tcp(5672)], 'RabbitMQ and others'),
  iana('amqps', [tcp(5671)]),
  kubernetes('kubernetes-api', [tcp(6443)]),
  kubernetes('kubelet', [tcp(10_250)]),
  kubernetes('kubernetes-node-ports', [tcp(30_000, 32_767), udp(30_000, 32_767)]),
  from('Vault: TCP listener')('vault', [tcp(8200)]),
  from('InfluxDB: Ports')('influxdb', [tcp(8086)]),
  from('Apache Cassandra: Configuration')('cassandra', [tcp(9042)], 'Its clients'),
  from('Apache Kafka: Quickstart')('kafka', [tcp(9092)]),
  from('Elasticsearch: Networking')('elasticsearch', [tcp(9200)], 'Its HTTP interface'),
  from('Elasticsearch: Networking')('elasticsearch-transport', [tcp(9300)], 'Members of its cluster'),
  from('Kibana: Settings')('kibana', [tcp(5601)]),
  from('Prometheus: Configuration')('prometheus', [tcp(9090)]),
  from('Prometheus: Default port allocations')('pushgateway', [tcp(9091)]),
  from('Prometheus: Default port allocations')('alertmanager', [tcp(9093)]),
  from('Prometheus: Default port allocations')('node-exporter', [tcp(9100)]),
  from('Grafana: Configuration')('grafana', [tcp(3000)]),
  from('Grafana Loki: Configuration')('loki', [tcp(3100)]),
  iana('zabbix-agent', [tcp(10_050)]),
  iana('zabbix-server', [tcp(10_051)], 'What agents send by themselves'),
  iana('memcached', [tcp(11_211)]),
  iana('mongodb', [tcp(27_017)]),
  from('Mosh: Manual page')('mosh', [udp(60_000, 61_000)], 'Beside ssh'),
];

import { TCP, UDP } from '../traffic/protocols.js';

/** A service that should not be reachable by everyone, by the ports that it listens on. */
export interface WatchedService {
  readonly name: string;
  readonly ports: readonly WatchedPort[];
  /** What to use instead; absent where the service is fine among friends. */
  readonly instead?: string;
}

export interface WatchedPort {
  readonly protocol: number;
  readonly port: number;
}

const tcp = (...ports: readonly number[]): readonly WatchedPort[] =>
  ports.map((port) => ({ protocol: TCP, port }));
const udp = (...ports: readonly number[]): readonly WatchedPort[] =>
  ports.map((port) => ({ protocol: UDP, port }));

export const administration: readonly WatchedService[] = [
  { name: 'ssh', ports: tcp(22) },
  { name: 'rdp', ports: [...tcp(3389), ...udp(3389)] },
  { name: 'winrm', ports: tcp(5985, 5986) },
];

export const databases: readonly WatchedService[] = [
  { name: 'mssql', ports: [...tcp(1433), ...udp(1434)] },
  { name: 'oracle', ports: tcp(1521) },
  { name: 'mysql', ports: tcp(3306, 33_060) },
  { name: 'postgresql', ports: tcp(5432) },
  { name: 'redshift', ports: tcp(5439) },
  { name: 'couchdb', ports: tcp(5984) },
  { name: 'redis', ports: tcp(6379) },
  { name: 'cassandra', ports: tcp(9042) },
  { name: 'elasticsearch', ports: tcp(9200, 9300) },
  { name: 'memcached', ports: [...tcp(11_211), ...udp(11_211)] },
  { name: 'mongodb', ports: tcp(27_017, 27_018, 27_019) },
];

export const plainTextServices: readonly WatchedService[] = [
  { name: 'ftp', ports: tcp(21), instead: 'sftp for ftp' },
  { name: 'telnet', ports: tcp(23), instead: 'ssh for telnet' },
  { name: 'smb', ports: tcp(445), instead: 'a tunnel for smb' },
  { name: 'nfs', ports: [...tcp(2049), ...udp(2049)], instead: 'a tunnel for nfs' },
];

import { protocolNumbers, TCP, UDP } from './protocols.js';
import { everythingOf, type Traffic } from './traffic.js';

const tcp = (first: number, last = first): Traffic => ({ protocol: TCP, first, last });
const udp = (first: number, last = first): Traffic => ({ protocol: UDP, first, last });

/** The console's named types ("Console presets" of the AWS console, with aurora beside mysql). */
const services: Readonly<Record<string, readonly Traffic[]>> = {
  ssh: [tcp(22)],
  telnet: [tcp(23)],
  smtp: [tcp(25)],
  dns: [tcp(53), udp(53)],
  http: [tcp(80)],
  pop3: [tcp(110)],
  imap: [tcp(143)],
  ldap: [tcp(389)],
  https: [tcp(443)],
  smb: [tcp(445)],
  smtps: [tcp(465)],
  imaps: [tcp(993)],
  pop3s: [tcp(995)],
  mssql: [tcp(1433)],
  oracle: [tcp(1521)],
  nfs: [tcp(2049)],
  mysql: [tcp(3306)],
  aurora: [tcp(3306)],
  rdp: [tcp(3389)],
  postgresql: [tcp(5432)],
  redshift: [tcp(5439)],
  winrm: [tcp(5985, 5986)],
  redis: [tcp(6379)],
};

const protocols = Object.fromEntries(
  Object.entries(protocolNumbers).map(([name, number]) => [name, [everythingOf(number)]]),
);

/** What each name means that needs no further detail: the console's types, and protocols as a whole. */
export const presets: ReadonlyMap<string, readonly Traffic[]> = new Map(
  Object.entries({ ...protocols, ...services }),
);

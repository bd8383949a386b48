import type { Target } from '../target/target.js';
import type { Backend } from './backend.js';
import { xtablesBackend } from './iptables/backend.js';
import { nftables } from './nftables/backend.js';

const backends: Readonly<Record<Target, Backend>> = {
  nftables,
  iptables: xtablesBackend('iptables'),
  ipset: xtablesBackend('ipset'),
};

export function backendOf(target: Target): Backend {
  return backends[target];
}

import type { Host } from '../definition/model.js';
import type { ExpectationResult } from '../expectation/model.js';
import type { Policy } from '../policy/model.js';
import { Optimizer } from '../ruleset/host-ruleset.js';
import { endpointsIn } from './expectations/endpoints.js';
import { type ProbeSeed, probesOfExpectation } from './expectations/seeds.js';
import type { Network, Probe } from './model.js';
import { beyondProbes } from './probes/beyond.js';
import { deriveProbes, type ProbedHost } from './probes/derive.js';
import { flowFilter } from './probes/flows.js';

export interface Choice {
  /** At most so many; absent: every corner and a sample of the rest, as far as `mostProbes` goes. */
  readonly count: number | undefined;
  readonly seed: number;
}

/** What is tried: packets of every expectation first, what no rule is about, and then those that the rules themselves give rise to. */
export function chooseProbes(
  network: Network,
  hosts: readonly Host[],
  policies: ReadonlyMap<string, Policy>,
  expectations: readonly ExpectationResult[],
  { count, seed }: Choice,
): readonly Probe[] {
  const optimizer = new Optimizer();
  const probed = hosts.map((host, i): ProbedHost => {
    const policy = policies.get(host.id)!;
    return { host: network.hosts[i]!, policy, ruleset: optimizer.optimize(policy) };
  });
  const most = count ?? mostProbes(hosts.length);
  const endpoints = endpointsIn(network);
  const seeds: readonly ProbeSeed[] = expectations.flatMap((one) => probesOfExpectation(one, endpoints));
  const beyond = beyondProbes(network, seed).slice(0, Math.ceil(most * BEYOND));
  const left = Math.max(0, most - seeds.length - beyond.length);
  const derived = deriveProbes(probed, { count: count && left, most: left, seed });
  const isFree = flowFilter();
  return [...seeds, ...beyond, ...derived]
    .filter(isFree)
    .slice(0, most)
    .map((probe, i) => ({ ...probe, id: i + 1 }));
}

/** The share of probes, at the most, that are not about rules. */
const BEYOND = 1 / 3;

/** Corners between hosts grow with the square of their number; so many are tried within a minute. */
const mostProbes = (hosts: number): number => Math.max(4_000, 100 * hosts);

import type { Network } from '../model.js';
import { OUTSIDE, type Place, type Supervisor } from '../supervisor.js';
import { type Cable, cablesOf, familyOf, GATEWAY, placeOf, whole } from './names.js';
import { recorderRules } from './recorder.js';
import { sysctlCommands } from './sysctls.js';

/** Hosts that are built, or loaded, at the same time. */
export const AT_A_TIME = 4;

/** Builds the network in the supervisor's namespaces. `built` is told after each host how many are done. */
export async function buildNetwork(
  supervisor: Supervisor,
  network: Network,
  built: (done: number) => void,
): Promise<void> {
  const cables = cablesOf(network);
  const places = network.hosts.map((_, index) => placeOf(index));
  await supervisor.sure(OUTSIDE, ['mount', '-t', 'tmpfs', 'tmpfs', '/run']);
  await supervisor.sure(OUTSIDE, ['sh', '-e'], sysctlCommands('outside'));
  await supervisor.sure(OUTSIDE, ['ip', '-batch', '-'], outsideBatch(places, cables));
  for (const family of ['-4', '-6'])
    await supervisor.sure(OUTSIDE, ['ip', family, '-batch', '-'], OUTSIDE_RULES);
  let done = 0;
  await inTurns(places, AT_A_TIME, async (place) => {
    const own = cables.filter((cable) => cable.place === place);
    await supervisor.sure(place, ['sh', '-e'], hostCommands(own));
    built(++done);
  });
}

/** Does something for each item, some at a time, in order. */
export async function inTurns<T>(
  items: readonly T[],
  atATime: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  const worker = async () => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atATime, items.length) }, worker));
}

/** What the outside world sends errors of ICMPv6 from, which takes an address of an interface: of the network for benchmarks (RFC 5180). */
const OUTSIDE_OWN = '2001:2:0:ffff:ffff:ffff:ffff:ffff/128';

const HOSTS_TABLE = 1000;

/** What is no host's is the outside world's own: hosts' addresses are looked for before local ones. */
const OUTSIDE_RULES = `rule add pref 10 lookup ${HOSTS_TABLE}
rule add pref 100 lookup local
rule del pref 0
`;

function outsideBatch(places: readonly Place[], cables: readonly Cable[]): string {
  return [
    'link set lo up',
    `addr add ${OUTSIDE_OWN} dev lo`,
    'route add local 0.0.0.0/0 dev lo table local',
    'route add local ::/0 dev lo table local',
    ...places.map((place) => `netns add ${place}`),
    ...cables.flatMap(outsideEnd),
    '',
  ].join('\n');
}

function outsideEnd({ place, lab, outsideDevice, outsideMac, hostMac }: Cable): readonly string[] {
  return [
    `link add dev ${outsideDevice} address ${outsideMac} type veth peer name ${lab.device} address ${hostMac} netns ${place}`,
    `link set dev ${outsideDevice} addrgenmode none`,
    `link set dev ${outsideDevice} up`,
    ...lab.addresses.flatMap((address) => [
      `neigh replace ${address} lladdr ${hostMac} dev ${outsideDevice} nud permanent`,
      `route replace ${whole(address)} dev ${outsideDevice} table ${HOSTS_TABLE}`,
    ]),
  ];
}

/** Run in the host's namespace by one shell. */
function hostCommands(cables: readonly Cable[]): string {
  return [
    sysctlCommands('host'),
    feed('ip -batch -', ['link set lo up', ...cables.flatMap(hostEnd)]),
    ...(cables.length > 1 ? [wayBack('ipv4', cables), wayBack('ipv6', cables)] : []),
    feed('nft -f -', [recorderRules()]),
    '',
  ].join('\n');
}

const feed = (command: string, lines: readonly string[]): string =>
  `${command} <<'END_OF_INPUT'\n${lines.join('\n')}\nEND_OF_INPUT`;

function hostEnd({ number, lab: { device, addresses }, outsideMac }: Cable): readonly string[] {
  const gateways = [GATEWAY.ipv4, GATEWAY.ipv6];
  return [
    `link set dev ${device} addrgenmode none`,
    `link set dev ${device} up`,
    ...addresses.map(
      (address) => `addr add ${whole(address)} dev ${device}${familyOf(address) === 'ipv6' ? ' nodad' : ''}`,
    ),
    ...gateways.flatMap((gateway) => [
      `neigh replace ${gateway} lladdr ${outsideMac} dev ${device} nud permanent`,
      ...['main', tableOf(number)].map(
        (table) =>
          `route add ${gateway === GATEWAY.ipv4 ? '0.0.0.0/0' : '::/0'} via ${gateway} dev ${device} onlink metric ${100 + number} table ${table}`,
      ),
    ]),
  ];
}

const tableOf = (number: number): string => String(1000 + number);

/** What has an address of an interface as its source leaves by that interface. */
function wayBack(family: 'ipv4' | 'ipv6', cables: readonly Cable[]): string {
  const rules = cables.flatMap(({ number, lab }) =>
    lab.addresses
      .filter((address) => familyOf(address) === family)
      .map((address) => `rule add from ${address} lookup ${tableOf(number)}`),
  );
  return feed(`ip ${family === 'ipv4' ? '-4' : '-6'} -batch -`, rules);
}

import { hasNoAddress } from '../../address/address-set.js';
import { addressTexts } from '../../convert/native/peer-texts.js';
import {
  commentedMapping,
  compact,
  type Entry,
  mapping,
  oneOrMore,
  print,
  scalar,
  sequence,
  spaced,
  texts,
} from '../../convert/yaml.js';
import { groupBy } from '../../definition/group-by.js';
import { visible } from '../../diagnostics/visible.js';
import { called, portText } from './called.js';
import type { Service, Survey, SurveyedDevice } from './survey.js';

/** What a person decides about a machine that nothing was written about. */
export interface Decided {
  readonly host: string;
  /** Where administrators come from: addresses, prefixes and ranges. Empty: SSH lets nobody in. */
  readonly administrators: readonly string[];
  /** Ports that anybody may reach, as `tcp/443`; where nothing listens, nothing is opened. Empty: none. */
  readonly open: ReadonlySet<string>;
}

/** A rule, or what would be one if somebody decided so. */
export interface FirstRule {
  readonly allow: string;
  /** Empty: nobody. */
  readonly from: readonly string[];
  readonly programs: readonly string[];
  readonly isClient: boolean;
}

const ADMINISTRATION = 'administration';

/** Rules of one device for what listens there, SSH aside. */
export function rulesOf({ services }: SurveyedDevice, { open }: Decided): readonly FirstRule[] {
  const written = services.map((service) => ({ ...service, from: fromOf(service, open) }));
  const alike = groupBy(written, ({ from, isClient }) => `${from.join()} ${isClient}`);
  return Array.from(alike.values(), called)
    .flat()
    .sort((a, b) => a.ports[0]!.port - b.ports[0]!.port)
    .map(({ name, ports }) => ({
      allow: name,
      from: ports[0]!.from,
      programs: [...new Set(ports.flatMap(({ programs }) => programs))],
      isClient: ports[0]!.isClient,
    }));
}

function fromOf(service: Service, open: Decided['open']): readonly string[] {
  const [first, another] = service.families;
  if (open.has(portText(service))) return [another ? 'anywhere' : `anywhere-${first}`];
  return service.isClient || hasNoAddress(service.near) ? [] : addressTexts(service.near);
}

/** The definition in the native language, with comments that say what was decided and what is left to decide. */
export function firstDefinition(surveyed: Survey, decided: Decided): string {
  const { administrators, host } = decided;
  const ssh = [...new Set(surveyed.devices.flatMap((device) => device.ssh))];
  const isAdministered = ssh.length > 0 && administrators.length > 0;
  const groups = surveyed.devices.map((device) => groupOf(device, decided));
  return print(
    spaced(
      commentedMapping([
        ...(isAdministered
          ? [['prefixLists', mapping([['administrators', texts(administrators)]]), {}] as const]
          : []),
        [
          'groups',
          spaced(
            commentedMapping([
              ...(isAdministered ? [[ADMINISTRATION, administration(ssh), {}] as const] : []),
              ...groups,
            ]),
          ),
          {},
        ],
        ['hosts', mapping([[host, hostNode(surveyed, isAdministered)]]), {}],
      ]),
    ),
    titleOf(host),
  );
}

function titleOf(host: string): string {
  return ` What ${host} lets in: what listened when this was written, and nothing else.
 Answers pass, and everything may leave. Change what is not as you want it; rules that begin with # are not in force.`;
}

function administration(ports: readonly number[]) {
  const allow = called(ports.map((port) => ({ protocol: 'tcp', port }) as const)).map(({ name }) => name);
  return mapping([
    ['description', scalar('SSH, from administrators only')],
    ['ingress', sequence([ruleNode({ allow, from: ['list:administrators'], description: '' })])],
  ]);
}

function groupOf(device: SurveyedDevice, decided: Decided) {
  const rules = rulesOf(device, decided);
  const written = rules.filter(({ from }) => from.length > 0);
  const ingress = written.map(({ allow, from, programs }) =>
    ruleNode({ allow: [allow], from, description: programs.join(', ') }),
  );
  const undecided = rules.filter(({ from }) => from.length === 0);
  return [
    groupName(device),
    commentedMapping([
      ['description', scalar(`What listens on ${device.name}`), {}],
      ['ingress', ingress.length === 0 ? texts([]) : sequence(ingress), { before: undecidedText(undecided) }],
    ]),
    {},
  ] as const;
}

function groupName({ name }: SurveyedDevice): string {
  return `services-${name}`;
}

/** Rules to paste below, as comments. */
function undecidedText(rules: readonly FirstRule[]): string | undefined {
  if (rules.length === 0) return undefined;
  const lines = rules.map(({ allow, programs, isClient }) => {
    const why = [...programs, ...(isClient ? ['most likely it only asks others'] : [])].join(', ');
    return `   - { allow: ${allow}, from: anywhere }${why === '' ? '' : `  # ${why}`}`;
  });
  return [
    ' This listens too, and nobody may reach it. Below ingress, these lines would let anybody in:',
    ...lines,
  ].join('\n');
}

interface RuleTexts {
  readonly allow: readonly string[];
  readonly from: readonly string[];
  readonly description: string;
}

function ruleNode({ allow, from, description }: RuleTexts) {
  return compact(
    mapping([
      ['allow', oneOrMore(allow)],
      ['from', oneOrMore(from)],
      ...(description === '' ? [] : [['description', scalar(description)] as const]),
    ]),
  );
}

function hostNode({ devices, unnamed, elsewhere, forwards }: Survey, isAdministered: boolean) {
  const interfaces = devices.map((device): Entry => {
    const groups = [...(isAdministered && device.ssh.length > 0 ? [ADMINISTRATION] : []), groupName(device)];
    const addresses = device.addresses.length === 0 ? [] : [['addresses', texts(device.addresses)] as const];
    return [device.name, compact(mapping([...addresses, ['groups', texts(groups)]]))];
  });
  const notes = [
    ...(forwards ? [FORWARDS] : []),
    ...(unnamed.length === 0 ? [] : [unnamedText(unnamed)]),
    ...(elsewhere.length === 0 ? [] : [elsewhereText(elsewhere)]),
  ];
  const before = notes.length === 0 ? undefined : notes.join('\n');
  return commentedMapping([['interfaces', mapping(interfaces), { before }]]);
}

const FORWARDS = ` This machine passes on packets of others (containers, virtual machines, a router), which these rules drop.
 The next line would let them pass as they do now:
 forward: ignore`;

function unnamedText(unnamed: Survey['unnamed']): string {
  const list = unnamed.map(({ name, why }) => `${visible(name)} (${visible(why)})`).join(', ');
  return ` Not named here, so that what comes in by them is dropped: ${list}`;
}

/** Multicast, and addresses that the machine may get later. */
function elsewhereText(listeners: Survey['elsewhere']): string {
  const list = listeners.map((one) => `${portText(one)} on ${one.address ?? one.device}`).join(', ');
  return ` Listens on an address that no device has, and is let in nowhere: ${list}`;
}

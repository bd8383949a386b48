/**
 * Every diagnostic, by its stable code. An error stops the pipeline; a warning says that something matches less than the
 * writer may think, or was changed on reading; advice is about definitions that are valid and probably not what one wants.
 */
export type Severity = 'error' | 'warning' | 'advice';

interface Entry<P> {
  readonly severity: Severity;
  readonly message: (parameters: P) => string;
  /** A warning that something stays unknown, which matches nothing then; an error where everything has to be known. */
  readonly unresolved?: true;
}

const error = <P>(message: (parameters: P) => string): Entry<P> => ({ severity: 'error', message });
const warning = <P>(message: (parameters: P) => string): Entry<P> => ({ severity: 'warning', message });
const unresolved = <P>(message: (parameters: P) => string): Entry<P> => ({
  severity: 'warning',
  unresolved: true,
  message,
});
const advice = <P>(message: (parameters: P) => string): Entry<P> => ({ severity: 'advice', message });

type Name = { readonly name: string };
type Text = { readonly text: string };
type Kind = { readonly kind: string; readonly name: string };
type Problem = { readonly problem: string };
/** Who opens which services, for packets of which families. */
type Opening = { readonly who: string; readonly services: string; readonly families: string };

export const catalogue = {
  // files
  'file-unreadable': error((p: Name & Problem) => `cannot read '${p.name}': ${p.problem}`),
  'file-empty': error((p: Name) => `'${p.name}' is empty`),
  'file-binary': error((p: Name) => `'${p.name}' is not a text file`),
  'file-encoding': error((p: Name & { encoding: string }) => `'${p.name}' is ${p.encoding}; UTF-8 is needed`),
  'file-too-large': error(
    (p: Name & { size: number; limit: number }) =>
      `'${p.name}' has ${p.size} bytes, above the limit of ${p.limit}`,
  ),
  'no-sources': error(
    (p: Name) => `'${p.name}' contains no definition (.yaml, .yml, .json, .template or .tfstate)`,
  ),
  'control-character': error(
    (p: { character: string }) => `control character ${p.character} is not allowed in a definition`,
  ),
  syntax: error((p: Problem) => p.problem),
  'duplicate-key': error((p: { key: string }) => `duplicate key '${p.key}'`),
  'repeated-key': warning((p: { key: string }) => `duplicate key '${p.key}': the last one wins`),
  'yaml-versions': warning((p: Problem) => p.problem),
  'unknown-shape': error((p: Problem) => p.problem),
  'same-ids': warning((p: { count: number; id: string; called: string }) => {
    const which = p.count === 1 ? `'${p.id}'` : `'${p.id}' and ${p.count - 1} more logical ids`;
    return `several templates, each a stack of its own, define ${which}; here '${p.id}' is called '${p.called}'`;
  }),
  'unused-source': warning((p: { holds: string }) => `${p.holds} is not part of a firewall; ignored`),
  'left-aside': warning(
    (p: { files: string; folder: string; kinds: string }) =>
      `ignored ${p.files} in '${p.folder}' unrelated to a firewall (${p.kinds})`,
  ),
  'link-ignored': warning(
    (p: Name) =>
      `'${p.name}' is a link out of its folder, and is not followed; name the folder that it leads to`,
  ),
  'nothing-found': error(
    (p: Name & { files: string; kinds: string }) =>
      `'${p.name}' contains no definition, only ${p.files} of something else (${p.kinds})`,
  ),
  'unread-resources': unresolved((p: Problem) => p.problem),
  'incomplete-export': unresolved(
    (p: { what: string }) => `${p.what} is one page of several; the rest is missing`,
  ),

  // the native language
  'unknown-key': error((p: { key: string; where: string }) => `unknown key '${p.key}' in ${p.where}`),
  'wrong-type': error((p: Problem) => p.problem),
  'invalid-name': error((p: Kind & Problem) => `${p.kind} name '${p.name}': ${p.problem}`),
  duplicate: error((p: Kind) => `${p.kind} '${p.name}' is defined twice`),
  'invalid-traffic': error((p: Text & Problem) => `'${p.text}': ${p.problem}`),
  'invalid-peer': error((p: Text & Problem) => `'${p.text}': ${p.problem}`),
  'invalid-address': error((p: Problem) => p.problem),
  'invalid-device': error((p: Name & Problem) => `interface name '${p.name}': ${p.problem}`),
  'empty-allow': error(() => 'an empty `allow` allows nothing: name some traffic, or remove the rule'),
  'empty-peers': error(
    (p: { key: string }) => `an empty \`${p.key}\` matches nothing: name a peer, or remove the rule`,
  ),
  'empty-groups': error(() => 'an interface cannot carry an empty list of groups'),
  'trusted-with-groups': error(() => 'a trusted interface accepts everything, so it cannot carry groups'),
  'host-bits': warning(
    (p: Text & { masked: string }) => `'${p.text}' has host bits set; read as ${p.masked}`,
  ),

  'bare-zero': error(
    (p: Text & { family: string }) =>
      `'${p.text}' without a prefix length is a single ${p.family} address, which no host has`,
  ),
  'length-zero': error((p: Text) => `'${p.text}' has prefix length 0, which would match every address`),
  'host-with-length': error(
    (p: Text) => `'${p.text}' is an address with its network's prefix length, as \`ip addr\` prints it`,
  ),
  'has-every-address': error(
    (p: { families: string }) => `this is every address (${p.families}), not those of one interface`,
  ),
  'everybody-is-member': warning(
    (p: { whose: string; families: string }) =>
      `every address (${p.families}) is a member of ${p.whose}: rules with such a group as peer match every address`,
  ),

  'more-faults': error(
    (p: { count: number; file: string }) =>
      `${p.count} more lines of '${p.file}' are wrong, from this one on`,
  ),
  'more-host-bits': warning(
    (p: { count: number; file: string }) =>
      `${p.count} more prefixes of '${p.file}' have host bits set, from this one on`,
  ),
  'ignored-columns': warning(
    (p: { count: number; file: string }) =>
      `${p.count === 1 ? 'a line' : `${p.count} lines`} of '${p.file}' ${p.count === 1 ? 'has a number' : 'have numbers'} after the address, which ${p.count === 1 ? 'is' : 'are'} ignored`,
  ),

  // references
  'unknown-group': error((p: Name) => `there is no group '${p.name}'`),
  'unknown-list': error((p: Name) => `there is no prefix list '${p.name}'`),
  'unknown-parameter': error((p: Name) => `no template has a parameter '${p.name}'`),
  'unknown-reference': error((p: Problem) => p.problem),
  'unknown-service': error((p: Name) => `'${p.name}' is not a protocol, preset or service`),
  'service-cycle': error((p: Name) => `service '${p.name}' refers to itself`),
  'unknown-host': error((p: Name) => `there is no host '${p.name}'`),
  'unknown-interface': error((p: Name) => `there is no interface '${p.name}'`),
  ambiguous: error((p: Kind) => `several ${p.kind}s are named '${p.name}'`),
  'no-hosts': error(() => 'the definition names no host, so there is nothing to compile for'),
  'my-ip-unknown': error(() => '`my-ip` is not known: no --my-ip was given and this is not an SSH session'),
  'family-mismatch': error((p: Problem) => p.problem),
  'ambiguous-address': error(
    (p: Name & { address: string; other: string }) =>
      `interfaces '${p.name}' and '${p.other}' have no device name and both have the address ${p.address}`,
  ),
  'unresolved-group': unresolved(
    (p: Name & { reason: string }) => `group '${p.name}' ${p.reason}: it matches nothing`,
  ),
  'unresolved-list': unresolved(
    (p: Name & { reason: string }) => `prefix list '${p.name}' ${p.reason}: it matches nothing`,
  ),
  'unknown-value': unresolved(
    (p: { what: string; why: string }) => `${p.what} ${p.why}: unknown values match nothing`,
  ),
  'member-without-address': unresolved(
    (p: { host: string; name: string; group: string }) =>
      `interface '${p.name}' of host '${p.host}' carries group '${p.group}', which rules refer to, but lists no address: those rules do not match it`,
  ),
  'interface-without-match': unresolved(
    (p: Name) => `interface '${p.name}' has neither a device name nor an address: nothing matches it`,
  ),
  'read-narrowly': unresolved((p: Problem) => p.problem),
  'stateless-group': unresolved(
    (p: Name) => `group '${p.name}' is stateless, but all rules here are stateful: its rules match nothing`,
  ),
  'unassigned-rule': error(() => 'this rule does not say which security group it belongs to'),
  'matches-nothing': warning((p: Problem) => `${p.problem}: the rule matches nothing`),
  'conflicting-rules': warning((p: Name & Problem) => `group '${p.name}': ${p.problem}`),
  'missing-rules': unresolved(
    (p: Name & { key: string; way: string }) => `group '${p.name}' has no '${p.key}': nothing may ${p.way}`,
  ),
  'unassigned-entries': error(
    (p: Problem) => `these entries do not say which prefix list they belong to, and ${p.problem}`,
  ),
  'assumed-list': unresolved(
    (p: Name & { file: string }) =>
      `entries of '${p.file}' name no list; assumed to be ${p.name}, the only list without entries that they fit`,
  ),
  'interface-without-groups': warning(
    (p: Name) => `interface '${p.name}' carries no group: nothing may enter or leave it`,
  ),
  'repeated-interface': warning(
    (p: Name & { host: string; other: string }) =>
      `interface '${p.name}' appears in host '${p.other}' and in host '${p.host}': each keeps its own`,
  ),
  'ignored-value': warning((p: Problem) => p.problem),
  'loopback-with-groups': error(
    () => 'loopback traffic is accepted before the groups of this interface apply',
  ),
  'hook-ignored': warning(
    (p: { host: string; direction: string }) =>
      `host '${p.host}' ignores its ${p.direction} hook: ${p.direction === 'input' ? 'ingress' : 'egress'} rules are not enforced`,
  ),
  'forward-ignored': warning(
    (p: { hosts: string }) =>
      `packets forwarded by ${p.hosts} are not filtered: a translated port, such as a container's published one, answers even if no rule allows it`,
  ),
  'early-drop-off': warning(
    (p: { host: string; because: string }) => `host '${p.host}' drops nothing early: ${p.because}`,
  ),
  'reject-off': warning(
    (p: { host: string }) =>
      `host '${p.host}' answers nothing that it refuses: with \`related: false\` no ICMP error and no reset leaves it`,
  ),

  // expectations
  'invalid-party': error((p: Text & Problem) => `'${p.text}': ${p.problem}`),
  'unknown-party': error((p: Name) => `there is no host or group '${p.name}'`),
  'ambiguous-party': error(
    (p: Name & { first: string; second: string }) => `'${p.name}' is both ${p.first} and ${p.second}`,
  ),
  'checks-nothing': error((p: Problem) => `${p.problem}: there is nothing to check`),
  'interface-left-out': warning(
    (p: Name & { host: string }) =>
      `interface '${p.name}' of host '${p.host}' lists no address, so the expectation does not cover it`,
  ),
  'not-as-expected': error((p: { packet: string; passes: string; because: string; rest: string }) =>
    [`${p.packet} ${p.passes}`, p.because, p.rest].filter((text) => text !== '').join('; '),
  ),
  'baseline-left-out': warning(
    (p: { packet: string; because: string }) =>
      `${p.packet} can pass, since ${p.because}; the expectation is about other packets`,
  ),

  // targets
  'over-budget': error(
    (p: { host: string; lookups: number; budget: number }) =>
      `a new connection to host '${p.host}' costs up to ${p.lookups} lookups, above the budget of ${p.budget}`,
  ),
  'not-expressible': error(
    (p: { target: string } & Problem) => `${p.target} cannot express this exactly: ${p.problem}`,
  ),

  // conversion
  'left-out': warning((p: { what: string; because: string }) => `${p.what} is left out: ${p.because}`),
  renamed: warning((p: Kind & { written: string }) => `${p.kind} '${p.name}' is written as '${p.written}'`),
  'chosen-address': warning(
    (p: Name) =>
      `interface '${p.name}' has no address here and will get one in the cloud: rules then match it by its groups`,
  ),
  'expanded-peer': warning(
    (p: Name & { families: string }) =>
      `only the ${p.families} addresses of ${p.name} match: they are written one by one, as they are now`,
  ),
  'changed-text': warning(
    (p: Text & { written: string; because: string }) =>
      `the description '${p.text}' is written as '${p.written}': ${p.because}`,
  ),

  // proof
  'not-understood': error((p: Problem) => `cannot be proven: ${p.problem}`),
  'not-proven': error(
    (p: { verb: string; packets: string; because: string }) =>
      `the script ${p.verb} ${p.packets}; ${p.because}`,
  ),
  'more-differences': error(
    (p: { path: string; count: number; least: boolean }) =>
      `${p.least ? 'at least ' : ''}${p.count} more differences for packets of the ${p.path} hook`,
  ),
  'not-loaded': error((p: Name & Problem) => `'${p.name}' cannot be loaded: ${p.problem}`),
  'nothing-loaded': error((p: { what: string }) => `the kernel has no ${p.what}`),
  'others-loaded': warning((p: { what: string }) => p.what),
  'proof-too-complex': error(() => 'cannot be proven: it needs more memory than there is'),

  // advice
  'admin-port-open': advice((p: Opening) => `${p.who} opens ${p.services} to the internet (${p.families})`),
  'database-open': advice((p: Opening) => `${p.who} opens ${p.services} to the internet (${p.families})`),
  'everything-open': advice(
    (p: { who: string; what: string; families: string }) =>
      `${p.who} opens ${p.what} to the internet (${p.families})`,
  ),
  'wide-port-range': advice(
    (p: { who: string; range: string; ports: number; families: string }) =>
      `${p.who} opens ${p.range}, ${p.ports} consecutive ports (${p.families})`,
  ),
  'plain-text-service-open': advice(
    (p: Opening) => `${p.who} opens plain-text ${p.services} beyond private networks (${p.families})`,
  ),
  'unused-group': advice((p: Name) => `no interface carries group '${p.name}'`),
  'equal-groups': advice(
    (p: { name: string; other: string }) => `groups '${p.name}' and '${p.other}' are equivalent`,
  ),
  'single-host-group': advice(
    (p: { name: string; host: string; other: string }) =>
      `group '${p.name}' is made for the single host '${p.host}', while group '${p.other}' has the same rules`,
  ),
  'redundant-rule': advice(
    (p: { where: string }) => `other rules ${p.where} cover this one: it changes nothing`,
  ),
  'resolver-unknown': advice(
    (p: { host: string; more: number }) =>
      `the network of host '${p.host}'${p.more > 0 ? ` (and of ${p.more} more)` : ''} is not among the sources, so its resolver, the base of the VPC's CIDR plus two, is not allowed`,
  ),
  'multicast-not-told': advice(
    (p: { host: string; interfaces: string; what: string }) =>
      `host '${p.host}': incoming multicast and broadcast match none of ${p.interfaces}, which are told apart only by address; their rules mention ${p.what}`,
  ),
  'multicast-peer': advice(
    (p: { name: string; protocol: string; group: string }) =>
      `group '${p.name}' lets ${p.protocol} out to addresses of hosts, but hosts send it to ${p.group}, which no rule of the group names`,
  ),
  'over-quota': advice(
    (p: { who: string; count: string; limit: string }) => `${p.who} has ${p.count}: AWS accepts ${p.limit}`,
  ),
} as const;

export type Code = keyof typeof catalogue;
export type Parameters<C extends Code> = (typeof catalogue)[C] extends Entry<infer P> ? P : never;

export const codes = Object.keys(catalogue) as readonly Code[];

import { expect, test } from 'vitest';
import { countersIn } from '../../src/backend/nftables/counters.js';
import { countersText } from '../../src/cli/live/counters-text.js';
import { metricsText } from '../../src/cli/live/metrics.js';
import { analyse } from '../../src/compiler/analyse.js';
import { textFile } from '../../src/document/file.js';
import { countedBy, isUnused } from '../../src/live/counted.js';
import { Resolver } from '../../src/policy/resolve.js';
import { RuleCounters } from '../../src/target/nftables/counters.js';

const RULES = `{ allow: http, from: anywhere }, { allow: https, from: anywhere }, { allow: dns, from: 10.0.0.0/8 }`;

async function policyOf(group = 'web') {
  const text = `
groups: { '${group}': { ingress: [${RULES}], egress: [] } }
hosts: { dut: { counters: true, interfaces: { eth0: { groups: ['${group}'] }, eth1: { groups: ['${group}'] } } } }`;
  const { value } = await analyse([textFile('d.yaml', text)], { devices: new Map(), sizeLimit: 1e6 });
  const { linked } = value!;
  return new Resolver(linked).resolve(linked.hosts.nodes[0]!, () => undefined);
}

/** What nft lists where the rules of a policy have let so many packets through. */
async function counted(packets: Readonly<Record<string, number>>, group?: string) {
  const policy = await policyOf(group);
  const names = new RuleCounters();
  const origins = policy.interfaces[0]!.ingress.map(({ origin }) => origin);
  const listed = Object.entries(packets).map(([what, number]) => {
    const [, rule, more = ''] = /^(\d+)(\.shared)?$/.exec(what) ?? [];
    const name =
      rule === undefined ? what : names.nameOf(origins.find((one) => one.number === Number(rule))!) + more;
    return {
      counter: { family: 'inet', table: 'secgroup', name, handle: 1, packets: number, bytes: 60 * number },
    };
  });
  return countedBy(policy, countersIn(JSON.stringify({ nftables: [{ metainfo: {} }, ...listed] })));
}

test('each rule is told once, on however many interfaces it is', async () => {
  const { rules } = await counted({ 1: 5, 2: 0 });
  expect(rules.map(({ alone }) => alone?.packets)).toEqual([5, 0, undefined]);
});

test('a rule is unused where its counters are there and have seen nothing', async () => {
  const unused = async (packets: Record<string, number>) => (await counted(packets)).rules.map(isUnused);
  expect(await unused({ 1: 5, 2: 0 })).toEqual([false, true, false]);
  expect(await unused({ 1: 0, '1.shared': 1, '2.shared': 0 })).toEqual([false, true, false]);
  // What was let through for too many rules to tell may have been let through by any.
  expect(await unused({ 1: 0, 'in.many': 3 })).toEqual([false, false, false]);
  expect(await unused({ 1: 0, 'in.many': 0, 'out.many': 3 })).toEqual([true, false, false]);
});

test('metrics are those of the text format, with labels that cannot break out', async () => {
  const text = metricsText('dut "\\\n', await counted({ 1: 5, '2.shared': 7, 'input.dropped': 2 }));
  const lines = text.split('\n');
  const label = /[a-z_]+="(?:[^"\\\n]|\\["\\n])*"/.source;
  const sample = new RegExp(`^secgroup_[a-z_]+_total\\{${label}(?:,${label})*\\} \\d+$`);
  const help = /^# (?:HELP secgroup_[a-z_]+_total \S.*|TYPE secgroup_[a-z_]+_total counter)$/;
  expect(lines.pop()).toBe('');
  expect(lines.filter((line) => !sample.test(line) && !help.test(line))).toEqual([]);
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^secgroup_rule_packets_total\{host="dut \\"\\\\\\n",group="web",direction="ingress",rule="1",id="in-web-[0-9a-f]{12}",merged="false"\} 5$/,
    ),
  );
  expect(lines).toContainEqual(expect.stringMatching(/rule="2",.*merged="true"\} 7$/));
  expect(lines).toContainEqual(expect.stringMatching(/^secgroup_rule_bytes_total\{.* 300$/));
  expect(lines).toContain('# TYPE secgroup_dropped_packets_total counter');
});

test('rules that nobody uses are named with their place', async () => {
  const text = countersText('dut', await counted({ 1: 0 }, 'a;b'), new Map());
  expect(text).toMatch(/Never hit:\n {2}a;b ingress 1 +since it was loaded +d\.yaml:2:/);
  expect(text).toContain('is not what is loaded');
});

test.each([
  '',
  '{"nftables":[{"counter":{"name":"x","packets":"1","bytes":2}}]}',
  '{"nftables":[{"counter":{"packets":1,"bytes":2}}]}',
])('a listing that is not understood is refused: %s', (listing) =>
  expect(() => countersIn(listing)).toThrow(),
);

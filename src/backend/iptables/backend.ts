import { kindOf } from '../../proof/iptables/frame.js';
import { readSaved, savedMarks } from '../../proof/iptables/saved.js';
import { readIptables } from '../../proof/iptables/script.js';
import { lowerIptables } from '../../target/iptables/lower.js';
import { familyPrograms, neededPrograms } from '../../target/iptables/programs.js';
import { renderIptables } from '../../target/iptables/render.js';
import { iptablesStats } from '../../target/iptables/stats.js';
import type { Backend } from '../backend.js';
import type { Kernel } from '../kernel.js';
import { knownShellProgram } from './known-shell-program.js';
import { listXtables, ownPartOf } from './listing.js';
import { xtablesSwitching } from './switching.js';
import { xtablesTrial } from './trial.js';

type XtablesTarget = 'iptables' | 'ipset';

/** iptables, with sets of addresses in ipset or with each peer in a rule. */
export function xtablesBackend(target: XtablesTarget): Backend {
  const sets = target === 'ipset';
  return {
    target,
    fileEnding: `.${target}.sh`,
    hasKinds: true,
    shortRuns: sets ? 'addresses-but-the-first' : 'prefixes',
    write(ruleset, header, { xtables, treeRun: run }, report) {
      const program = lowerIptables(ruleset, { sets, xtables, run }, report);
      return { text: renderIptables(program, header), stats: iptablesStats(program) };
    },
    read: (text, fault) => readIptables(text, target, knownShellProgram, fault),
    kernel: kernelOf(target),
  };
}

function kernelOf(target: XtablesTarget): Kernel {
  return {
    programs: (kind) =>
      neededPrograms(target, kind ?? 'default').map((program) => ({
        program,
        package: program === 'ipset' ? 'ipset' : 'iptables',
      })),
    loaderPath: '/bin/sh',
    load: (file) => ['sh', file],
    unload: (file) => ['sh', file, 'unload'],
    loadAndList: (script) => loadAndSave(script, target),
    list: listXtables,
    ownPart: ownPartOf,
    textOf: (saved) => saved,
    read: readSaved,
    switching: (kind) => xtablesSwitching(target, kind),
    trial: xtablesTrial(target),
    boot: {
      isWhole: (file) => `[ -s ${file} ]`,
      isLoaded: (kind) =>
        `${familyPrograms('iptables', kind ?? 'default').save} 2>/dev/null | grep -q -- '-j SECG-'`,
      // Rules of others may have been put before the jumps to ours, in the same tables.
      holds: 'false',
      // Where sets or these tables cannot be had, something that asks for less.
      rescuers: ['iptables', 'nftables'],
      loadAnyway: (file) => `sh ${file}`,
      unloadAll: '',
    },
    nothing: {
      what: 'chain that begins with SECG-',
      suggestion:
        'is it loaded in another network namespace, by the other kind of iptables (--xtables) or by nft (--target)?',
    },
  };
}

/**
 * A mark before what each program prints. The lock of iptables lies on /run, and so does the script, which is gone with the
 * namespace.
 */
function loadAndSave(script: string, target: XtablesTarget): string {
  const { xtables } = kindOf(script, target);
  const [ipv6, ipv4] = [familyPrograms('ip6tables', xtables), familyPrograms('iptables', xtables)];
  return [
    'mount -t tmpfs tmpfs /run && cat >/run/script',
    'sh /run/script </dev/null >&2',
    `echo '${savedMarks.ipv6}'; ${ipv6.save}`,
    `echo '${savedMarks.ipv4}'; ${ipv4.save}`,
    `echo '${savedMarks.sets}'; if command -v ipset >/dev/null; then ipset save; fi`,
  ].join('\n');
}

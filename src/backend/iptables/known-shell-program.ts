import type { Hole, ShellProgramKind, ShellProgramLine } from '../../proof/iptables/shell-program.js';
import { commandsContext } from '../../target/iptables/programs.js';
import { renderTemplate } from '../../target/templates.js';

/** No line of a shell program begins like this. */
const MARK = '\0';

/**
 * The shell program as this version ships it. What it does with the rules and sets that it holds is not worked out from its
 * text: it is tested with real kernels, so only this very program is understood.
 */
export function knownShellProgram({ target, xtables, early }: ShellProgramKind): readonly ShellProgramLine[] {
  const hole = (name: Hole) => MARK + name;
  const text = renderTemplate(`iptables/${target}.njk`, {
    header: { generator: '', host: '', target: '', sources: [], unproven: false },
    commands: commandsContext(target, xtables),
    rules: { ipv6: hole('rules ipv6'), ipv4: hole('rules ipv4') },
    early: { ipv6: early.ipv6 ? hole('early ipv6') : '', ipv4: early.ipv4 ? hole('early ipv4') : '' },
    sets: hole('sets'),
  });
  return text
    .split('\n')
    .map((line) => (line.startsWith(MARK) ? { hole: line.slice(1) as Hole } : { text: line }));
}

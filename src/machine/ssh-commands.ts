/**
 * The programs that a machine at the other end of SSH is asked to run: a few lines for a POSIX shell, always the same. What varies comes as
 * arguments (numbers, names of programs and folders) or as input. No line has a single quote, so that any login shell hands it on.
 */

const ENVIRONMENT = 'PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; LC_ALL=C; export PATH LC_ALL';

/** Runs a program of the shell as root: by itself where the login is root's, else by `sudo`, which must not ask. */
const AS_ROOT = `${ENVIRONMENT}; if [ "$(id -u)" = 0 ]; then exec sh -c "$@"; else exec sudo -n sh -c "$@"; fi`;

/** Longer than any change takes, in seconds: a connection that is dead and does not know it holds the lock no longer. */
const LONGEST = 300;

/** Longer than any change takes but one of very many rules, in seconds. */
const PATIENCE = 20;

/**
 * Lives as long as the connection. It reads words: `lock FILE` and `unlock`, and answers each with one. The kernel holds the lock for as
 * long as a `sleep` has the file open, which ends with the connection.
 */
const HOLD = [
  'umask 077; late=; free() { if grep -q sleep "/proc/$late/cmdline" 2>/dev/null; then kill "$late"; wait "$late" 2>/dev/null; fi; late=; };',
  'echo ready; while read -r word file; do case $word in',
  'lock) if ! command -v flock >/dev/null; then echo lacking; continue; fi;',
  `exec 9>>"$file"; n=0; until flock -n 9 || [ "$n" -ge ${PATIENCE} ]; do n=$((n + 1)); sleep 1; done;`,
  `if [ "$n" -ge ${PATIENCE} ]; then exec 9>&-; echo busy; else`,
  `sleep ${LONGEST} </dev/null >/dev/null 2>&1 & late=$!; exec 9>&-; echo locked; fi;;`,
  'unlock) free; echo unlocked;; esac; done; free',
].join(' ');

/** The answer of `RUN` where there is no such program, as a shell has it. */
export const LACKING = 127;

/**
 * Runs `$2 …` with `$1` bytes of input. They are kept until all are there: of what a connection that breaks has brought, nothing is used.
 * `/run` is root's, and in memory.
 */
const RUN = [
  `size=$1; shift; command -v "$1" >/dev/null 2>&1 || exit ${LACKING};`,
  'if [ "$size" -eq 0 ]; then exec "$@" </dev/null; fi;',
  'umask 077; set -C; file=/run/secgroup.$$; trap "rm -f $file" EXIT; trap "exit 1" HUP INT TERM; cat >$file || exit 1;',
  'if [ "$(wc -c <$file)" -ne "$size" ]; then echo "the input was cut off" >&2; exit 1; fi;',
  '"$@" <$file',
].join(' ');

/** Runs `$1 …` until it ends, or the connection does, which closes the input. */
const FOLLOW = [
  `command -v "$1" >/dev/null 2>&1 || exit ${LACKING};`,
  'exec 3<&0; "$@" </dev/null 3<&- & program=$!;',
  '{ cat <&3; kill "$program"; } >/dev/null 2>&1 & watch=$!; exec 3<&-;',
  'wait "$program"; status=$?; kill "$watch"; exit "$status"',
].join(' ');

export function holdCommand(): string {
  return commandOf(HOLD);
}

export function runCommand(size: number, program: string, args: readonly string[]): string {
  return commandOf(RUN, `${size}`, program, ...args);
}

export function followCommand(program: string, args: readonly string[]): string {
  return commandOf(FOLLOW, program, ...args);
}

/** What sshd says of its connection; `sudo` would take it away. */
export const CONNECTION_COMMAND = `exec sh -c 'echo "$SSH_CONNECTION"'`;

function commandOf(program: string, ...args: readonly string[]): string {
  const inner = `${ENVIRONMENT}; ${program}`;
  return ['exec', ...['sh', '-c', AS_ROOT, 'secgroup', inner, 'secgroup', ...args].map(quoted)].join(' ');
}

/** One word of any shell. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

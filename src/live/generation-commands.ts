/**
 * What is done to the folder that a machine keeps its generations in, as programs of its shell: `$1` is the folder, numbers follow, and texts
 * come as input. Each is a single line without single quotes, so that it can be handed on by any shell. What they write is for
 * root alone.
 */

/** What is on the disk survives a loss of power. Older systems know only how to do that for everything. */
const onDisk = (...files: readonly string[]) => `{ sync ${files.join(' ')} 2>/dev/null || sync; }`;

/** Reads one line of input into a file, and fails where it is not that long: then the input was cut off. `cat` says why it cannot write. */
const lineTo = (file: string, size: string) =>
  `IFS= read -r line || :; printf "%s\\n" "$line" | cat > ${file}; ${hasSize(file, size)}`;

const hasSize = (file: string, size: string) =>
  `if [ "$(wc -c < ${file})" -ne "${size}" ]; then echo "secgroup: the input was cut off" >&2; exit 1; fi`;

/** Makes the folder, and tells whose it is, who may write to it, and who asks. */
export const OPEN = 'set -e; umask 077; mkdir -p "$1/generations"; ls -ldn "$1/." "$1/generations/."; id -u';

/** Begins each part of what is printed of several files. No JSON has it, and no script. */
export const PART = '\u001e';
const part = 'printf "\\036%s\\n"';

/** What is known of each generation, after its number, and then the one that a boot loads. */
export const LIST = `cd "$1/generations" 2>/dev/null || exit 0; for n in *; do case $n in *[!0-9]*) ;; *) ${part} "$n"; cat "$n/about.json" 2>/dev/null;; esac; done; ${part} confirmed; readlink ../confirmed; exit 0`;

/** The scripts of the generations of these numbers. */
export const SCRIPTS = `set -e; cd "$1/generations"; shift; for n; do ${part} "$n"; cat "$n/script"; done`;

/** What a generation of this number was worked out to end; nothing where that is not kept. */
export const BEGUN = 'cat "$1/generations/$2/begun.json" 2>/dev/null || :';

/** The first part of a file, of a size, becomes one file, and the rest another. */
const parted = (file: string, size: string, first: string, rest: string) =>
  `head -c "${size}" ${file} > ${first}; tail -c "+$((${size} + 1))" ${file} > ${rest}; rm ${file}`;

/**
 * Keeps a generation: `$2` is its number, `$3` the size of the first line of input, `$4` that of its script, and `$5` that of what follows,
 * which it is to end. Of size 0, that is not kept.
 */
export const ADD = `set -e; umask 077; cd "$1/generations"; rm -rf ".$2"; mkdir ".$2"; ${lineTo('".$2/about.json"', '$3')}; cat > ".$2/all"; ${parted('".$2/all"', '$4', '".$2/script"', '".$2/begun.json"')}; ${hasSize('".$2/script"', '$4')}; ${hasSize('".$2/begun.json"', '$5')}; if [ "$5" -eq 0 ]; then rm ".$2/begun.json"; fi; ${onDisk('".$2/"*')}; rm -rf "$2"; mv ".$2" "$2"`;

/** Writes all that `SETTLE` will rename. `$2` is the number of the generation, `$3` the size of the line that is to be known of it. */
export const PREPARE = `set -e; umask 077; cd "$1"; rm -f .confirmed; ln -s "generations/$2" .confirmed; ${lineTo('"generations/$2/about.json.new"', '$3')}; ${onDisk('"generations/$2/about.json.new"')}`;

/** Makes a generation the one that a boot loads, and says of it that it was confirmed. */
export const SETTLE =
  'set -e; cd "$1"; mv -fT .confirmed confirmed; cd "generations/$2"; mv -f about.json.new about.json';

/** Forgets the generations of these numbers. */
export const REMOVE = 'cd "$1/generations" 2>/dev/null || exit 0; shift; rm -rf "$@"';

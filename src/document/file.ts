import { createHash } from 'node:crypto';
import { holding, type Report } from '../diagnostics/diagnostic.js';
import type { Span } from '../diagnostics/source.js';
import { type ReadBytes, readBytes, readStream } from './bytes.js';
import { type Decoded, decode, startOf } from './decode.js';
import { FileText } from './file-text.js';
import { type Beside, expandFolder } from './folder.js';
import { systemProblem } from './system-problem.js';

/** A file that was read whole, checked to be text, and decoded. */
export interface TextFile {
  /** As the user named it. */
  readonly name: string;
  readonly text: string;
  /** The same as it lay in the file; absent where that was not UTF-8, or it did not come from a file. */
  readonly content?: FileText | undefined;
  /** SHA-256 of the file's bytes, in hexadecimal. */
  readonly digest: string;
  /** Absent where the user named the file itself. */
  readonly found?: Found;
}

/** A file that lay in a folder: it may be of something else altogether. */
export interface Found {
  /** As the user named it. */
  readonly folder: string;
  /** What it may be beside definitions; absent where its name is that of a definition. */
  readonly beside?: Beside | undefined;
  /** Says why the text is not that of the file; absent where it is. */
  readonly fault?: (report: Report) => void;
}

export interface FileOptions {
  /** Bytes that one file may have. */
  readonly sizeLimit: number;
}

export function textFile(name: string, text: string): TextFile {
  return { name, text, digest: digestOf(text) };
}

/** A file whose text is decoded when somebody asks for it. */
class ReadFile implements TextFile {
  readonly name: string;
  readonly digest: string;
  readonly content: FileText | undefined;
  readonly found?: Found;
  readonly #decoded: Decoded;

  constructor(name: string, decoded: Decoded, digest: string, found?: Found) {
    this.name = name;
    this.digest = digest;
    this.content = decoded instanceof FileText ? decoded : undefined;
    if (found) this.found = found;
    this.#decoded = decoded;
  }

  get text(): string {
    return this.#decoded.text;
  }

  foundIn(found: Found): TextFile {
    return new ReadFile(this.name, this.#decoded, this.digest, found);
  }
}

function digestOf(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Where a file that something else refers to must lie, and what says so. */
export interface Referred {
  readonly from?: Span;
  /** The folder that it must lie in, or below. */
  readonly within: string;
  /** What to say of one that a link leads out of it. */
  readonly outside: string;
}

/** Reads a file that must be there and must be text; `undefined` when it is not, and reported. */
export function readTextFile(
  name: string,
  location: string,
  options: FileOptions,
  report: Report,
  referred?: Referred,
): Promise<TextFile | undefined> {
  const read = () => readBytes(location, options.sizeLimit, referred?.within);
  return readText(name, read, options, report, referred);
}

async function readText(
  name: string,
  read: () => Promise<ReadBytes>,
  { sizeLimit }: FileOptions,
  report: Report,
  referred?: Referred,
): Promise<ReadFile | undefined> {
  const place = referred?.from ?? startOf(name);
  try {
    const result = await read();
    if (result.kind === 'bytes') {
      const decoded = decode(name, result.bytes, report, referred?.from);
      return decoded && new ReadFile(name, decoded, digestOf(result.bytes));
    }
    if (result.kind === 'too-large') {
      const suggestion = 'raise the limit with --max-size';
      report('file-too-large', place, { name, size: result.size, limit: sizeLimit }, { suggestion });
    } else {
      const problem = result.kind === 'outside' ? referred!.outside : result.problem;
      report('file-unreadable', place, { name, problem });
    }
  } catch (cause) {
    report('file-unreadable', place, { name, problem: systemProblem(cause) });
  }
  return undefined;
}

/** The files of a list of paths: a folder gives the definitions in it, `-` is standard input. */
export async function readPaths(
  paths: readonly string[],
  options: FileOptions,
  report: Report,
): Promise<readonly TextFile[]> {
  const files: TextFile[] = [];
  const add = (file: TextFile | undefined) => file && files.push(file);
  for (const given of paths) {
    if (given === '-')
      add(await readText(given, () => readStream(process.stdin, options.sizeLimit), options, report));
    else
      for (const { name, beside } of await expandFolder(given, report))
        add(
          await (name === given
            ? readTextFile(name, name, options, report)
            : readFound(name, { folder: given, beside }, options, report)),
        );
  }
  return files;
}

/** What is no text is kept as one, with what is to be said of it if it is of a firewall. */
async function readFound(
  name: string,
  found: Found,
  options: FileOptions,
  report: Report,
): Promise<TextFile | undefined> {
  const { within, outside } = inFolder(found.folder);
  const held = holding();
  let bytes: Uint8Array = new Uint8Array();
  const read = async () => {
    const result = await readBytes(name, options.sizeLimit, within);
    if (result.kind === 'bytes') bytes = result.bytes;
    return result;
  };
  const file = await readText(name, read, options, held.report, { within, outside });
  if (file) return file.foundIn(found);
  if (bytes.length > 0 || held.codes().includes('file-empty')) {
    const text = new TextDecoder().decode(bytes);
    return { name, text, digest: digestOf(bytes), found: { ...found, fault: held.replay } };
  }
  held.replay(report);
  return undefined;
}

/** A folder may come from someone else: what lies elsewhere is read only where the user names it. */
function inFolder(folder: string): Referred {
  const outside = `it is a link that leads out of '${folder}'; name the file itself if you mean it`;
  return { within: folder, outside };
}

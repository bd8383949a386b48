import type { Definition } from '../definition/model.js';
import type { Report } from '../diagnostics/diagnostic.js';
import type { Path } from '../diagnostics/source.js';
import type { Dialect } from '../document/dialect.js';
import type { Document, OpenDocument } from '../document/document.js';
import type { Referred, TextFile } from '../document/file.js';

/** Every format that is read, in the order in which their parts are merged. */
export const formatNames = ['native', 'aws', 'terraform', 'cloudformation', 'openstack', 'ansible'] as const;

export type FormatName = (typeof formatNames)[number];

/** What decides how documents are read, whatever their format. */
export interface ReadOptions {
  /** Device names for interfaces that their format gives none, by the interface's id. */
  readonly devices: ReadonlyMap<string, string>;
  /** Values of a template's parameters, by name; what is absent keeps its default. */
  readonly parameters?: ReadonlyMap<string, string> | undefined;
  /** The format of all documents. Absent: each is recognised by its shape. */
  readonly from?: FormatName | undefined;
  /** Ids of groups that documents of other formats describe, so that they can be referred to. Absent: there are none. */
  readonly elsewhere?: ReadonlySet<string> | undefined;
  /** Reads a file that a definition names, relative to that definition; reports when it cannot. */
  readonly readFile: (location: string, referred: Referred) => Promise<TextFile | undefined>;
}

/** A format that definitions come in. */
export interface Format {
  /** What a document of it is called in messages, such as `an AWS export`. */
  readonly title: string;
  /** How its tools read YAML. */
  readonly dialect: Dialect;
  /** Opens a file that is neither YAML nor JSON; nothing if it is none of the format. Left out where the format has only these two. */
  readonly opens?: (file: TextFile) => OpenDocument | undefined;
  /** The first key that a document is known by as one of this format; none if it is not one. */
  readonly keyOf: (value: unknown) => Path | undefined;
  /** Whether a document that it knows holds nothing that is read: one that lies in a folder is ignored then. */
  readonly isAside?: (value: unknown) => boolean;
  /** Whether a document of another shape goes with those of the names, as the variables of a role do with its tasks. */
  readonly goesWith?: (document: Document, names: ReadonlySet<string>) => boolean;
  /** Names of the parameters that a document takes; left out where the format has none. */
  readonly parametersOf?: (value: unknown) => readonly string[];
  /** Keys of lists that may be very long, of which the reader looks at one value after the other, and keeps none; left out where there are none. */
  readonly inPieces?: readonly string[];
  /** Ids of the groups that a document describes; left out where they mean nothing to other formats. */
  readonly groupIdsOf?: (value: unknown) => readonly string[];
  /**
   * Reads all documents of the format, which may tell of one another; not called where there are none. A document that was
   * named by `from` can be of any shape. What is defined twice in the parts is reported when they are merged.
   */
  readonly read: (
    documents: readonly Document[],
    options: ReadOptions,
    report: Report,
  ) => Promise<readonly Definition[]>;
}

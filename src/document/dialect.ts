import type { Path } from '../diagnostics/source.js';

/** How the tools of a format read YAML and JSON, as far as they do not agree. */
export interface Dialect {
  /** Whether what YAML 1.2 forbids is refused, and duplicate keys. Otherwise the last of them counts, as it does to most tools. */
  readonly strict: boolean;
  /** Absent where they read YAML 1.2. */
  readonly older?: OlderYaml;
  /**
   * Whether something here depends on the value at a path, so that it is told where YAML 1.1 and 1.2 differ about it. Absent
   * where a machine writes the texts, which knows its reader.
   */
  readonly isUsed?: (path: Path, root: unknown) => boolean;
}

/** A reader of YAML 1.1. */
export interface OlderYaml {
  /** Whose it is, such as `CloudFormation`. */
  readonly tool: string;
  /** What a plain scalar comes to; `undefined` where the tool refuses it. */
  readonly scalar: (written: string) => unknown;
  /** What a tag of the tool's own makes of a text; `undefined` where it knows no such tag. */
  readonly tagged?: (tag: string) => unknown;
}

/** The native language and nothing but YAML 1.2. Everything that is written is used, but for free texts. */
export const newestYaml: Dialect = {
  strict: true,
  isUsed: (path) => !path.some((step) => step === 'description' || step === 'tags'),
};

/** YAML 1.2 and JSON as programs write and read them. */
export const plainYaml: Dialect = { strict: false };

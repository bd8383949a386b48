/** A file of the host. */
export interface HostFile {
  /** Absolute. */
  readonly path: string;
  readonly mode: number;
  readonly text: string;
}

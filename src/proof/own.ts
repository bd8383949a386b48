/** What of a machine's firewall is ours, and what is not. */
export interface OwnPart {
  /**
   * What the kernel holds of ours, and of others what may accept a packet before or behind it, for a reader. Empty: nothing of ours
   * is loaded.
   */
  readonly text: string;
  /** What else is loaded, in words, each with what it can do. */
  readonly others: readonly string[];
}

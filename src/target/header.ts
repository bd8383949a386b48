/** What the first lines of every script say. */
export interface Header {
  /** `secgroup 0.1.0` */
  readonly generator: string;
  readonly host: string;
  readonly target: string;
  readonly sources: readonly HeaderSource[];
  /** Whether the script was written without being proven, because somebody asked for that. Absent: it was not asked for. */
  readonly unproven?: boolean;
}

export interface HeaderSource {
  readonly name: string;
  /** First 16 hexadecimal digits of the SHA-256 of the file's bytes. */
  readonly digest: string;
}

/** The header as templates print it: whatever its texts hold, it stays a comment. */
export function headerContext({ generator, host, target, sources, unproven = false }: Header): Header {
  return {
    generator: commentText(generator),
    host: commentText(host),
    target: commentText(target),
    unproven,
    sources: sources.map(({ name, digest }) => ({ name: commentText(name), digest: commentText(digest) })),
  };
}

/**
 * Text that may stand in a comment of any script: one line of printable ASCII without quotes and backslashes, so that
 * neither sh, nft nor iptables-restore can take any of it for something else.
 */
export function commentText(text: string, limit = 120): string {
  const plain = text.replace(/["\\]/g, "'").replace(/[^ -~]/gu, '?');
  return plain.length <= limit ? plain : `${plain.slice(0, limit - 3)}...`;
}

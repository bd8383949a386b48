/**
 * So many TCP resets a second, and so many at once: the kernel limits the ICMP errors that it sends, but not the resets. As many as
 * FreeBSD sends of both.
 */
export const RESETS = { rate: 200, burst: 200 } as const;

/** 256 MiB: a hundred times the largest definitions known, and well below what a text in memory may have. */
export const DEFAULT_SIZE_LIMIT = 256 * 1024 * 1024;

/** What the system says about a file, in words. */
export function systemProblem(cause: unknown): string {
  const { code, message } = cause as NodeJS.ErrnoException;
  return (code !== undefined && words[code]) || code || message;
}

const words: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOTDIR: 'a part of the path is no folder',
  ELOOP: 'its links lead in a circle',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
  EEXIST: 'a file of that name is in the way',
  ENAMETOOLONG: 'its name is too long',
};

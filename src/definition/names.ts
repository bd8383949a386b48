/** Fact 22: what AWS lets a group be called; the native language allows the same. */
const NAME = /^[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/;

/** Why a group, prefix list or service cannot have this name; `undefined` when it can. */
export function nameFault(name: string): string | undefined {
  if (name === '') return 'it is empty';
  if (name.length > 255) return 'it has more than 255 characters';
  if (!NAME.test(name)) return 'only letters, digits, spaces and ._-:/()#,@[]+=&;{}!$* are allowed';
  if (name.trim() !== name) return 'it begins or ends with a space';
  return undefined;
}

/** Why a host cannot have this name, which becomes the name of a file; `undefined` when it can. */
export function hostNameFault(name: string): string | undefined {
  if (/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,127}$/.test(name)) return undefined;
  return 'a host is named by 1 to 128 letters, digits, dots, hyphens and underscores, beginning with a letter or digit';
}

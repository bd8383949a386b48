/** No packet of another host comes or goes by it. */
export const LOOPBACK = 'lo';

/** The kernel keeps names of interfaces in 16 bytes, the last of which ends them. */
const MAX_LENGTH = 15;

/**
 * Why a text cannot be the name of a network interface on a host, or nothing if it can. Stricter than the kernel: a name
 * is matched literally, so whatever a target would read as a pattern, or a person as something else, is refused.
 */
export function deviceFault(name: string): string | undefined {
  if (name === '') return 'it is empty';
  const character = /[^A-Za-z0-9_.-]/u.exec(name)?.[0];
  if (character !== undefined) return characterFault(character);
  if (name === '.' || name === '..') return 'the kernel has no interface of that name';
  if (name.length > MAX_LENGTH)
    return `it has ${name.length} characters, above the ${MAX_LENGTH} the kernel allows`;
  return undefined;
}

function characterFault(character: string): string {
  switch (character) {
    case '*':
    case '+':
      return `'${character}' would match several interfaces; name each of them`;
    case '@':
      return 'what follows @ is not part of the name; leave it out';
    case ':':
      return "a name with ':' is an address label, not an interface; name the interface before it";
    case ' ':
      return 'a space cannot be part of it';
    default:
      return `'${character}' cannot be part of it; letters, digits and _ . - can`;
  }
}

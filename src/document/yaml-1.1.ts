/** What YAML 1.1 makes of plain scalars, by PyYAML, whose choices most readers of it share. */

const truths: ReadonlyMap<string, boolean> = new Map(
  Object.entries({ yes: true, true: true, on: true, no: false, false: false, off: false }),
);

const INTEGER = /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;

const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*)$/;

const SPECIAL = /^(?:([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** The value of a plain scalar; `undefined` where PyYAML gives up. Dates stay texts. */
export function olderScalar(written: string): unknown {
  if (/^(?:~|null|Null|NULL|)$/.test(written)) return null;
  if (isOneCase(written) && truths.has(written.toLowerCase())) return truths.get(written.toLowerCase());
  if (INTEGER.test(written)) return integer(written.replaceAll('_', ''));
  if (FLOAT.test(written)) return float(written.replaceAll('_', ''));
  const special = SPECIAL.exec(written);
  if (special) return special[1] === undefined ? Number.NaN : special[1] === '-' ? -Infinity : Infinity;
  return written === '=' ? undefined : written;
}

/** `no`, `No` and `NO` are values, `nO` is a text. */
function isOneCase(written: string): boolean {
  return /^(?:[a-z]+|[A-Z][a-z]*|[A-Z]+)$/.test(written);
}

function integer(digits: string): number | undefined {
  const [, sign, unsigned = ''] = /^([-+]?)(.*)$/.exec(digits) ?? [];
  const value = magnitude(unsigned);
  if (value === undefined) return undefined;
  return sign === '-' && value !== 0 ? -value : value;
}

function magnitude(digits: string): number | undefined {
  if (/^0[bx]/.test(digits)) return digits.length > 2 ? Number(digits) : undefined;
  if (digits.includes(':')) return sexagesimal(digits);
  return /^0./.test(digits) ? Number.parseInt(digits, 8) : Number(digits);
}

function float(digits: string): number {
  if (!digits.includes(':')) return Number(digits);
  return digits.startsWith('-') ? -sexagesimal(digits.slice(1)) : sexagesimal(digits.replace('+', ''));
}

/** `1:30` is ninety: digits to the base 60. */
function sexagesimal(digits: string): number {
  return digits.split(':').reduce((sum, one) => sum * 60 + Number(one), 0);
}

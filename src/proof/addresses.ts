const [DOT, COLON, ZERO, NINE] = [46, 58, 48, 57];

/** The number of a dotted IPv4 address that is all of `text` from `start` to `end`. */
export function readIpv4(text: string, start: number, end: number): number | undefined {
  let address = 0;
  let at = start;
  for (let part = 0; part < 4; part++) {
    if (part > 0 && text.charCodeAt(at++) !== DOT) return undefined;
    const begin = at;
    let value = 0;
    for (; at < end && at - begin < 3; at++) {
      const code = text.charCodeAt(at);
      if (code < ZERO || code > NINE) break;
      value = value * 10 + code - ZERO;
    }
    const leadingZero = at - begin > 1 && text.charCodeAt(begin) === ZERO;
    if (at === begin || value > 255 || leadingZero) return undefined;
    address = address * 256 + value;
  }
  return at === end ? address : undefined;
}

/** The number of an IPv6 address that is all of `text` from `start` to `end`; the last 32 bits may be dotted. */
export function readIpv6(text: string, start: number, end: number): bigint | undefined {
  const words: number[] = [];
  let gap = -1;
  let at = start;
  if (text.charCodeAt(at) === COLON) {
    if (text.charCodeAt(at + 1) !== COLON) return undefined;
    gap = 0;
    at += 2;
  }
  while (at < end) {
    const begin = at;
    let word = 0;
    for (; at < end && hexDigit(text.charCodeAt(at)) >= 0; at++)
      word = word * 16 + hexDigit(text.charCodeAt(at));
    if (text.charCodeAt(at) === DOT && at < end) {
      const dotted = readIpv4(text, begin, end);
      if (dotted === undefined) return undefined;
      words.push(Math.floor(dotted / 65_536), dotted % 65_536);
      at = end;
      break;
    }
    if (at === begin || at - begin > 4) return undefined;
    words.push(word);
    if (at === end) break;
    if (text.charCodeAt(at++) !== COLON) return undefined;
    if (at === end) return undefined;
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) return undefined;
      gap = words.length;
      at++;
    }
  }
  return fromWords(words, gap);
}

function fromWords(words: readonly number[], gap: number): bigint | undefined {
  if (gap < 0 ? words.length !== 8 : words.length > 7) return undefined;
  const tail = gap < 0 ? 0 : words.length - gap;
  const head = words.length - tail;
  const half = (from: number) => {
    let high = 0;
    let low = 0;
    for (let i = from; i < from + 4; i++) {
      const word = i < head ? words[i]! : i >= 8 - tail ? words[i - 8 + words.length]! : 0;
      if (i < from + 2) high = high * 65_536 + word;
      else low = low * 65_536 + word;
    }
    return (BigInt(high) << 32n) | BigInt(low);
  };
  return (half(0) << 64n) | half(4);
}

function hexDigit(code: number): number {
  if (code >= ZERO && code <= NINE) return code - ZERO;
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

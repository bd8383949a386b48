import type { Random } from '../../reference/random.js';

/** What a slip of a finger leaves, or what somebody hopes that a reader passes over. */
const STRAYS = [...' \t\n\\"\'#;,.:/-+*!=<>&|(){}[]@$0189aAxfX_', '\r', '\u00a0', '\0', 'é', '٣'];

/** Changes one character, or one word, of a text. */
export function damaged(text: string, random: Random): string {
  return random.pick([inCharacter, inWord, inNumber])(text, random);
}

function inCharacter(text: string, random: Random): string {
  const at = random.between(0, text.length);
  const stray = random.pick(STRAYS);
  switch (random.between(0, 3)) {
    case 0:
      return text.slice(0, at) + stray + text.slice(at);
    case 1:
      return text.slice(0, at) + text.slice(at + 1);
    case 2:
      return text.slice(0, at) + stray + text.slice(at + 1);
    default:
      return text.slice(0, at) + text.charAt(at + 1) + text.charAt(at) + text.slice(at + 2);
  }
}

function inWord(text: string, random: Random): string {
  const words = text.split(' ');
  const [at, other] = [random.between(0, words.length - 1), random.between(0, words.length - 1)];
  const word = words[at]!;
  switch (random.between(0, 4)) {
    case 0:
      return words.toSpliced(at, 1).join(' ');
    case 1:
      return words.toSpliced(at, 0, words[other]!).join(' ');
    case 2:
      return words.with(at, words[other]!).with(other, word).join(' ');
    case 3:
      return words.with(at, `"${word}"`).join(' ');
    default:
      return words.with(at, random.chance(0.5) ? word.toUpperCase() : word.slice(0, -1)).join(' ');
  }
}

function inNumber(text: string, random: Random): string {
  const numbers = [...text.matchAll(/\d+/g)];
  if (numbers.length === 0) return inCharacter(text, random);
  const { 0: found, index } = random.pick(numbers);
  const value = Number(found);
  const by = random.pick([
    `0${found}`,
    `00${found}`,
    `0x${value.toString(16)}`,
    `0${value.toString(8)}`,
    `-${found}`,
    `+${found}`,
    String(value + 1),
    String(value + 256),
    String(value + 65_536),
    String(value + 2 ** 32),
    `${found}e0`,
    `${found}.0`,
    `${found}-${found}`,
    `${found}:${found}`,
    `${found},${found}`,
  ]);
  return text.slice(0, index) + by + text.slice(index + found.length);
}

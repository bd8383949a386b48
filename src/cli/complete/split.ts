/** The words of a command line as a shell would split it; the last one is what is being typed, and may be empty. */
export function splitLine(line: string): readonly string[] {
  const words: string[] = [''];
  let quote = '';
  for (let i = 0; i < line.length; i += 1) {
    const letter = line[i]!;
    const last = words.length - 1;
    if (letter === '\\' && quote !== "'") words[last] += line[++i] ?? '';
    else if (letter === quote) quote = '';
    else if (quote === '' && (letter === '"' || letter === "'")) quote = letter;
    else if (quote === '' && /\s/.test(letter)) {
      if (i > 0 && !/\s/.test(line[i - 1]!)) words.push('');
    } else words[last] += letter;
  }
  return words;
}

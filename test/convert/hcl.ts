/**
 * A reader for the part of HCL that is written here: blocks, attributes, quoted texts, numbers, true and false, lists, maps and
 * references. The result is what Terraform's own parser makes of it, in its JSON syntax, where a reference stands as `${…}`
 * in a text. Anything else is an error.
 */
export function readHcl(text: string): Record<string, unknown> {
  const tokens = tokensOf(text);
  const body = readBody(tokens, undefined);
  return body;
}

interface Tokens {
  readonly list: readonly string[];
  at: number;
}

const TOKEN = /[ \t]*(?:(\n)|("(?:[^"\\\n]|\\.)*")|(-?[0-9]+)|([A-Za-z_][A-Za-z0-9_.-]*)|([={}[\],]))/gy;

function tokensOf(text: string): Tokens {
  const list: string[] = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; end < text.length; end = TOKEN.lastIndex) {
    const match = TOKEN.exec(text);
    if (!match) throw new Error(`not HCL at ${JSON.stringify(text.slice(end, end + 40))}`);
    list.push(match[0].trimStart() || '\n');
  }
  return { list, at: 0 };
}

function next(tokens: Tokens): string {
  return tokens.list[tokens.at++] ?? fail('the end');
}

function skipLines(tokens: Tokens): void {
  while (tokens.list[tokens.at] === '\n') tokens.at++;
}

function expect(tokens: Tokens, wanted: string): void {
  const found = next(tokens);
  if (found !== wanted) fail(found);
}

function fail(found: string): never {
  throw new Error(`not expected: ${JSON.stringify(found)}`);
}

function readBody(tokens: Tokens, end: '}' | undefined): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (;;) {
    skipLines(tokens);
    if (tokens.at === tokens.list.length && end === undefined) return body;
    const name = next(tokens);
    if (name === end) return body;
    if (!/^[A-Za-z_]/.test(name)) fail(name);
    if (tokens.list[tokens.at] === '=') {
      tokens.at++;
      if (Object.hasOwn(body, name)) fail(name);
      body[name] = readValue(tokens);
      expect(tokens, '\n');
    } else addBlock(body, name, tokens);
  }
}

/** Blocks of one type and labels stand in a list; labels are keys. */
function addBlock(body: Record<string, unknown>, type: string, tokens: Tokens): void {
  const path = [type];
  let token = next(tokens);
  for (; token.startsWith('"'); token = next(tokens)) path.push(textOf(token));
  if (token !== '{') fail(token);
  let place = body;
  for (const key of path.slice(0, -1)) {
    place[key] ??= {};
    place = place[key] as Record<string, unknown>;
  }
  const last = path.at(-1)!;
  place[last] ??= [];
  (place[last] as unknown[]).push(readBody(tokens, '}'));
  expect(tokens, '\n');
}

function readValue(tokens: Tokens): unknown {
  const token = next(tokens);
  if (token.startsWith('"')) return textOf(token);
  if (/^-?[0-9]/.test(token)) return Number(token);
  if (token === 'true' || token === 'false') return token === 'true';
  if (token === '[') return readList(tokens);
  if (token === '{') return readMap(tokens);
  return /^[a-z_][a-z0-9_]*(\.[a-z0-9_]+)*$/.test(token) ? `\${${token}}` : fail(token);
}

function readList(tokens: Tokens): readonly unknown[] {
  const items: unknown[] = [];
  for (;;) {
    skipLines(tokens);
    if (tokens.list[tokens.at] === ']') break;
    items.push(readValue(tokens));
    skipLines(tokens);
    if (tokens.list[tokens.at] !== ',') break;
    tokens.at++;
  }
  expect(tokens, ']');
  return items;
}

function readMap(tokens: Tokens): Record<string, unknown> {
  const map: Record<string, unknown> = {};
  for (;;) {
    skipLines(tokens);
    const key = next(tokens);
    if (key === '}') return map;
    expect(tokens, '=');
    map[key.startsWith('"') ? textOf(key) : key] = readValue(tokens);
    expect(tokens, '\n');
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '"': '"', '\\': '\\' };

/** The text of a quoted one, in which `${` would be an expression unless its sign stands twice, as it does in the JSON syntax. */
function textOf(quoted: string): string {
  const inner = quoted.slice(1, -1);
  if (/(^|[^$])(\$\$)*\$\{/.test(inner) || /(^|[^%])(%%)*%\{/.test(inner)) fail(quoted);
  return inner.replace(/\\(?:u([0-9a-f]{4})|(.))/g, (_, code: string | undefined, plain: string) =>
    code === undefined ? (escapes[plain] ?? fail(quoted)) : String.fromCharCode(Number.parseInt(code, 16)),
  );
}

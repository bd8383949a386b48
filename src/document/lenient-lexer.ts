import { Lexer } from 'yaml';

/** What the lexer has inside, as far as it is changed here. */
interface LexerInside {
  lex(source: string): Iterable<string>;
  /** How far the next line must be indented to belong to what is open. */
  indentNext: number;
  parseFlowCollection(): Generator<string, string | null>;
  parseQuotedScalar(): Generator<string, string | null>;
}

const Inside = Lexer as unknown as new () => LexerInside;

/**
 * A lexer to which indentation means nothing within brackets, braces and quotes, as it does not to PyYAML and libyaml. YAML
 * asks for lines that are indented further than the key, so the library refuses what these take, and what clouds publish.
 */
export class LenientLexer extends Inside {
  override *parseFlowCollection(): Generator<string, string | null> {
    return yield* this.#anyIndent(super.parseFlowCollection());
  }

  override *parseQuotedScalar(): Generator<string, string | null> {
    return yield* this.#anyIndent(super.parseQuotedScalar());
  }

  *#anyIndent(tokens: Generator<string, string | null>): Generator<string, string | null> {
    const before = this.indentNext;
    this.indentNext = 0;
    const next = yield* tokens;
    this.indentNext = before;
    return next;
  }
}

/** A statement that the reader cannot tell the meaning of. It never leaves the reader, which reports it. */
export class NotUnderstood extends Error {
  readonly line: number;
  readonly problem: string;

  constructor(line: number, problem: string) {
    super(problem);
    this.line = line;
    this.problem = problem;
  }
}

import { strength } from './precedence.js';
import type { Registered, Scope } from './scope.js';

/** What is registered under a name, as a task knows it. */
export function registeredFor(name: string, { registered, reader, setters }: Scope): Registered | undefined {
  const found = registered.get(name);
  if (found === undefined || reader.order <= found.after || reader.order > found.until) return undefined;
  const least = reader.order > found.alone ? strength.includedVariables : strength.facts;
  return setters.inOthers(name, least, reader) ? undefined : found;
}

/**
 * The library: `compile` turns definitions into scripts, and every stage's types are here.
 */
export type { AddressSet } from './address/address-set.js';
export type { IntervalSet } from './address/intervals.js';
export type { AddressRange } from './address/parse.js';
export type { CompiledScript } from './compiler/compile.js';
export { compile, type LibraryOptions, type SourceText } from './compiler/library.js';
export type { CompileOptions } from './compiler/options.js';
export type * from './definition/model.js';
export type { Code } from './diagnostics/catalogue.js';
export type { Diagnostic, Outcome } from './diagnostics/diagnostic.js';
export { type JsonDiagnostic, jsonDiagnostic } from './diagnostics/json.js';
export { printDiagnostic } from './diagnostics/print.js';
export type * from './policy/model.js';
export type { HostRuleset, InterfaceRuleset } from './ruleset/host-ruleset.js';
export type * from './ruleset/model.js';
export { type Target, targets } from './target/target.js';

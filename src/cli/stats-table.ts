import type { CompiledScript } from '../compiler/compile.js';
import { table } from './table.js';

export function statsTable(scripts: readonly CompiledScript[]): string {
  const head = [
    'HOST',
    'RULES IN',
    'ENTRIES OUT',
    'CHAINS',
    'SETS',
    'ELEMENTS',
    'NAIVE PRODUCT',
    'LOOKUPS AT WORST',
  ];
  const rows = scripts.map(({ host, stats }) => [
    host,
    stats.rulesIn,
    stats.entriesOut,
    stats.chains,
    stats.sets,
    stats.elements,
    stats.naiveElements,
    stats.worstCaseLookups,
  ]);
  return table(head, rows);
}

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/** What the program is made of, in CycloneDX as npm writes it, and more components beside. The same sources give the same text. */
export function sbom(more = []) {
  const { name } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const words = ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev'];
  const { serialNumber: _, ...bom } = JSON.parse(
    execFileSync('npm', words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 2] }),
  );
  const { timestamp: __, ...metadata } = bom.metadata;
  // npm takes the name of the folder.
  const component = { ...metadata.component, name };
  const whole = {
    ...bom,
    metadata: { ...metadata, component },
    components: [...bom.components, ...more],
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

// node build/sbom.js FILE writes that of the npm package.
if (process.argv[1] === import.meta.filename) writeFileSync(process.argv[2], sbom());

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.join(import.meta.dirname, '..');

/**
 * What the program is made of, in CycloneDX as npm writes it, and more components beside. The same sources give the same text.
 * `--omit dev` leaves out what a tool of the build needs too (yaml), so it is asked for all, and what is reached is kept.
 */
export function sbom(more = []) {
  const { name, dependencies } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  const { serialNumber: _, ...bom } = JSON.parse(
    execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 2],
      maxBuffer: 1 << 26,
    }),
  );
  const { timestamp: __, ...metadata } = bom.metadata;
  const own = metadata.component['bom-ref'];
  const follow = new Map(bom.dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const needed = reached(
    follow,
    follow.get(own).filter((ref) => ref.slice(0, ref.lastIndexOf('@')) in dependencies),
  );
  const whole = {
    ...bom,
    // npm takes the name of the folder.
    metadata: { ...metadata, component: { ...metadata.component, name } },
    components: [...bom.components.filter((one) => needed.has(one['bom-ref'])), ...more],
    dependencies: bom.dependencies
      .filter(({ ref }) => ref === own || needed.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => needed.has(one)) })),
  };
  return `${JSON.stringify(whole, undefined, 2)}\n`;
}

function reached(follow, first) {
  const found = new Set(first);
  for (const ref of found) for (const next of follow.get(ref) ?? []) found.add(next);
  return found;
}

// node build/sbom.js FILE writes that of the npm package.
if (process.argv[1] === import.meta.filename) writeFileSync(process.argv[2], sbom());

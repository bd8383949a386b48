import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A folder for one run of the tests, in which the first file that needs the program builds it for all. */
export default function setup(): () => void {
  const folder = mkdtempSync(path.join(tmpdir(), 'secgroup-built-'));
  // A test runs the program as an ordinary user.
  chmodSync(folder, 0o755);
  process.env.SECGROUP_BUILT = folder;
  return () => rmSync(folder, { recursive: true, force: true });
}

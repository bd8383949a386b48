import { describe, expect, test } from 'vitest';
import { secgroup } from '../support/cli.js';
import { withFiles } from '../support/definition.js';

const group = (i: number) =>
  `  g${i}: { tags: { 'aws:cloudformation:stack-id': s, 'aws:cloudformation:logical-id': l, Team: web } }\n`;

describe.each(['terraform', 'cloudformation'])('tags that AWS sets itself, in %s', (format) => {
  test.each([
    [1, "2 tags such as 'aws:cloudformation:stack-id' of 'g0' is left out"],
    [300, "600 tags such as 'aws:cloudformation:stack-id' of 'g0' and of 299 more is left out"],
  ])('are left out of %i groups, which is said once', (count, said) =>
    withFiles(`groups:\n${Array.from({ length: count }, (_, i) => group(i)).join('')}`, async (folder) => {
      const { stdout, stderr, status } = await secgroup('convert', `${folder}/d.yaml`, '--to', format);
      expect(status).toBe(0);
      expect(stderr.match(/left-out/g)).toHaveLength(1);
      expect(stderr).toContain(said);
      expect(stdout).not.toContain('aws:cloudformation');
      expect(stdout.match(/Team/g)).toHaveLength(count);
    }),
  );
});

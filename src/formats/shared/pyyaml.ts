import { olderScalar } from '../../document/yaml-1.1.js';

/** What PyYAML makes of a plain scalar, for tools that are written in Python. */
export const pyYaml = { tool: 'PyYAML', scalar: olderScalar } as const;

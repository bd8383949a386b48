import path from 'node:path';

/** The project's folder. The bench itself runs from where it is compiled to, test/.tmp/bench/test/bench. */
const ROOT = path.resolve(import.meta.dirname, '../../../../..');

/** A file of the project. */
export const inProject = (file: string): string => path.join(ROOT, file);

/** The program as it is published. */
export const SECGROUP = inProject('dist/cli/main.js');

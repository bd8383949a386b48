import { fileURLToPath } from 'node:url';
import nunjucks from 'nunjucks';

const folder = fileURLToPath(new URL('../../templates', import.meta.url));

/** Finds templates. The command, once bundled, has another one in its place, with templates that are compiled already. */
export const templateLoader = new nunjucks.FileSystemLoader(folder);

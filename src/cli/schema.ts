import type { Command } from './command.js';
import { exit } from './exit.js';
import { printJson } from './report.js';

export const schemaCommand: Command<object> = {
  command: 'schema',
  describe: 'Print the JSON Schema of the definition language',
  builder: (yargs) => yargs.example('$0 schema > secgroup.schema.json', 'For editors'),
  run: async () => {
    const { jsonSchema } = await import('../formats/native/schema.js');
    printJson(jsonSchema());
    return exit.fine;
  },
};

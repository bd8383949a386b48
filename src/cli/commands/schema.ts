import type { Command } from '../command.js';
import { exit } from '../exit.js';
import { printJson } from '../report.js';

export const schemaCommand: Command<object> = {
  command: 'schema',
  describe: 'Print the JSON Schema of the definition language',
  positionals: {},
  options: {},
  examples: [['$0 schema > secgroup.schema.json', 'For editors']],
  run: async () => {
    const { jsonSchema } = await import('../../formats/native/json-schema.js');
    printJson(jsonSchema());
    return exit.fine;
  },
};

import { mergeDefinitions } from '../../../src/definition/merge.js';
import { readTerraform } from '../../../src/formats/terraform/index.js';
import { type Files, type Reading, readingWith } from '../reading.js';

export * from '../reading.js';

/** Reads plans and states, given by name and content. */
export function reading(files: Files): Reading {
  return readingWith(
    (documents, report) => mergeDefinitions(readTerraform(documents, report), report),
    files,
  );
}

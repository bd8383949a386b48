import { readTerraform } from '../../../src/formats/terraform/index.js';
import { type Files, type Reading, readingWith } from '../reading.js';

export * from '../reading.js';

/** Reads plans and states, given by name and content. */
export function reading(files: Files): Reading {
  return readingWith(readTerraform, files);
}

import { mergeDefinitions } from '../../../src/definition/merge.js';
import { readTerraform } from '../../../src/formats/terraform/index.js';
import { type Files, type Reading, readingWith } from '../reading.js';
import { plan, rawState, type Spec, state } from './plans.js';

export * from '../reading.js';

/** Reads plans and states, given by name and content. */
export function reading(files: Files): Reading {
  return readingWith(
    (documents, report) => mergeDefinitions(readTerraform(documents, report), report),
    files,
  );
}

/** Reads resources as `terraform show -json` prints them of a plan. */
export function inPlan(...resources: readonly Spec[]): Reading {
  return reading({ 'plan.json': plan({ resources }) });
}

/** Reads resources as `terraform show -json` prints them of a state. */
export function inState(...resources: readonly Spec[]): Reading {
  return reading({ 'state.json': state(resources) });
}

/** Reads resources from a state file as it lies on the disk. */
export function inRawState(...resources: readonly Spec[]): Reading {
  return reading({ 'terraform.tfstate': rawState(resources) });
}

/** The laboratory for the tests of others, as `secgroup/lab`. */
export type { SourceText } from '../../compiler/library.js';
export type { Endpoint, Fate, Wanted } from '../model.js';
export type { Finished } from '../supervisor.js';
export { LabUnavailable } from '../unavailable.js';
export type { Connection, ConnectOptions, Lab, LabSpeaker } from './lab.js';
export { DefinitionError, type LabOptions, type LabSources, openLab } from './open-lab.js';

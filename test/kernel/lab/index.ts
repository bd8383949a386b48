/** The packet laboratory: real packets through a real kernel, in namespaces that need no root. See `runBatch`. */
export { runBatch } from './batch.js';
export type { Frame } from './frame.js';
export { type Lab, openLab, type Service } from './lab.js';
export type { Family, LabInterface, LabPlan, Place } from './plan.js';
export * from './probe.js';
export * from './probeable.js';
export { type Finished, type Run, type RunResult, SCRIPT } from './run.js';
export { ask, serve, type Transport } from './sockets.js';
export { describeKernel, labSupport } from './support.js';
export { describeProbe, differences } from './verdicts.js';

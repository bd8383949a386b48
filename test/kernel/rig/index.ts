/**
 * The packet laboratory: real packets through a real kernel, in namespaces that need no root.
 *
 * `runBatch(plan, runs)` tries rulesets one after the other with volleys of crafted packets and says which arrived;
 * `openLab(plan)` keeps a host and its outside world for tests with real sockets. Both stand on the same parts: `setup`
 * builds the namespaces, `packet` and `send.pl` make and send the probes, `recorder` lets the kernel note what arrives.
 */
export { runBatch } from './batch.js';
export type { Frame } from './frame.js';
export type { Lab, Service } from './lab.js';
export { openLab } from './open-lab.js';
export type { Family, LabInterface, LabPlan, Place } from './plan.js';
export * from './probe.js';
export * from './probeable.js';
export { type Finished, type Run, type RunResult, SCRIPT } from './run.js';
export { ask, serve, type Transport } from './sockets.js';
export { describeKernel, labSupport } from './support.js';
export { describeProbe, differences } from './verdicts.js';

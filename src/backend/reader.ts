import type { Firewall } from '../proof/firewall.js';

/** Told each line that is not understood; the firewall is then not to be used. Lines count from 1. */
export type Fault = (line: number, problem: string) => void;

export type Reader = (text: string, fault: Fault) => Firewall;

import type { Found } from '../plan-context.js';

/** What plans and states hold of OpenStack. */
export interface NeutronInventory {
  readonly neutronGroups: readonly Found[];
  readonly neutronRules: readonly Found[];
  readonly neutronPorts: readonly Found[];
  readonly novaServers: readonly Found[];
  /** Interfaces that are put into servers by resources of their own. */
  readonly novaAttachments: readonly Found[];
  /** Groups that are put onto single ports by resources of their own. */
  readonly neutronAssociations: readonly Found[];
  /** Groups that are looked up, and so known by their names. */
  readonly namedGroups: readonly Found[];
}

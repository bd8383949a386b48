import type { Document } from '../../document/document.js';
import type { Item } from '../shared/item.js';
import type { Scope } from './scope.js';
import type { Setter } from './setters.js';
import type { Nesting } from './tasks.js';

/** A task about a security group, and the variables around it. */
export interface GroupTask extends Nesting {
  /** The arguments as they are written, over what `module_defaults` say. */
  readonly written: Item;
  readonly scope: Scope;
}

/** A document of plays or tasks, what stands in it, and what that may set. */
export interface Tasks {
  readonly document: Document;
  readonly items: readonly Item[];
  readonly tasks: readonly Nesting[];
  readonly setters: readonly Setter[];
}

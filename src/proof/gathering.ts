import type { IntervalSet } from '../address/intervals.js';
import { roomFor } from '../address/room.js';
import { overlap, unionOfBounds } from './values.js';

/** Room that lists are gathered in, one after the other; it becomes as long as the longest needs. */
export class Room {
  #points: Float64Array | undefined;

  take(): Float64Array {
    const points = this.#points ?? new Float64Array(1_024);
    this.#points = undefined;
    return points;
  }

  give(points: Float64Array): void {
    this.#points = points;
  }
}

/** Gathers intervals of numbers, of which there may be a million. Mostly they come in order, and are joined where they touch. */
export class Gathering {
  /** Whether any was longer than one number. */
  spans = false;
  readonly #room: Room;
  #points: Float64Array;
  #length = 0;
  #inOrder = true;
  readonly #unit: number;
  #whole = true;

  /** `unit`: how many numbers each that is added stands for, as the first of them. */
  constructor(room: Room, unit = 1) {
    this.#room = room;
    this.#unit = unit;
    this.#points = room.take();
  }

  push(start: number, behind: number): void {
    if (this.#length === this.#points.length) this.#grow();
    if (behind - start !== 1) this.spans = true;
    const end = behind + this.#unit - 1;
    if ((start & (this.#unit - 1)) !== 0) this.#whole = false;
    const points = this.#points;
    const length = this.#length;
    if (this.#inOrder && length > 0 && start <= points[length - 1]!) {
      if (start === points[length - 1]!) {
        points[length - 1] = end;
        return;
      }
      this.#inOrder = false;
    }
    points[length] = start;
    points[length + 1] = end;
    this.#length = length + 2;
  }

  #grow(): void {
    const points = new Float64Array(2 * this.#points.length);
    points.set(this.#points);
    this.#points = points;
  }

  /** Whether each number that was added is the first of a unit. */
  get isWhole(): boolean {
    return this.#whole && (this.#unit === 1 || !this.spans);
  }

  /** Whether two of the intervals have a number in common; told of whole units alone. */
  get overlaps(): boolean {
    return !this.#inOrder && this.isWhole && overlap(this.#all());
  }

  /** The union of all. The room is free then, and nothing more is gathered. */
  finish(): IntervalSet<number> {
    const set = this.#inOrder ? this.#all() : unionOfBounds(this.#all());
    this.#room.give(this.#points);
    this.#points = NONE;
    return set;
  }

  #all(): readonly number[] {
    const all = roomFor(this.#length);
    for (let i = 0; i < all.length; i++) all[i] = this.#points[i]!;
    return all;
  }
}

const NONE = new Float64Array();

/**
 * A list of so many numbers, all of which are to be filled in. V8 makes it for numbers beyond 31 bits from the start; one that grows as
 * a million are pushed is copied a dozen times, and memory that nobody has used yet costs more than what is written to it.
 */
export function roomFor(length: number): number[] {
  if (length === 0) return [];
  const room = [0.5];
  room.length = length;
  return room;
}

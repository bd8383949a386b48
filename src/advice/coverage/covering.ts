import { ofSpace } from '../../address/address-set.js';
import { type IntervalSet, intersect, isEmpty, type Point, subtract } from '../../address/intervals.js';
import { ipv4 } from '../../address/ipv4.js';
import { ipv6 } from '../../address/ipv6.js';
import type { Space } from '../../address/space.js';
import { boxesOf } from './boxes.js';
import { cellsOf, type Protocol, protocolsOf, type Shape, widestFirst } from './shapes.js';
import { sweep } from './sweep.js';

/** More than this many are not looked for: nobody reads so long a list. */
const NAMED = 3;

/**
 * For each covered shape, shapes that cover it: all it takes, or the first few. Each time the one that lets most through
 * is taken of those that let a packet through which the ones before it did not. They stand in the order of `others`.
 */
export function coveringShapes(
  covered: readonly Shape[],
  others: readonly Shape[],
): ReadonlyMap<Shape, readonly Shape[]> {
  if (covered.length === 0) return new Map();
  const widest = widestFirst(others);
  const found = new Map<Shape, Set<Shape>>(covered.map((shape) => [shape, new Set()]));
  for (const [shape, one] of [...coveringIn(ipv4, covered, widest), ...coveringIn(ipv6, covered, widest)]) {
    found.get(shape)!.add(one);
  }
  const order = new Map(others.map((one, i) => [one, i]));
  return new Map(
    Array.from(found, ([shape, all]) => {
      const covering = withoutSpare(shape, [...all]);
      return [shape, [...covering].sort((a, b) => order.get(a)! - order.get(b)!)];
    }),
  );
}

/** A part of a shape that is not covered yet. */
interface Rest<P extends Point> {
  readonly protocol: Protocol;
  readonly cells: IntervalSet<number>;
  readonly peers: IntervalSet<P>;
}

function coveringIn<P extends Point>(
  space: Space<P>,
  covered: readonly Shape[],
  others: readonly Shape[],
): readonly (readonly [Shape, Shape])[] {
  const pairs: [Shape, Shape][] = [];
  const protocols = protocolsOf([...covered, ...others]);
  let open = covered.map((shape) => ({ shape, rests: restsOf(space, shape, protocols) }));
  for (let round = 0; round < NAMED; round++) {
    open = open.filter(({ rests }) => rests.length > 0);
    const taken = firstAtEach(
      space,
      others,
      open.map(({ rests }) => rests[0]!),
    );
    open = open.flatMap(({ shape, rests }, i) => {
      const covering = taken[i];
      if (!covering) return [];
      pairs.push([shape, covering]);
      return [{ shape, rests: rests.flatMap((rest) => without(space, rest, covering)) }];
    });
  }
  return pairs;
}

function restsOf<P extends Point>(
  space: Space<P>,
  shape: Shape,
  protocols: readonly Protocol[],
): readonly Rest<P>[] {
  return protocols
    .map((protocol) => ({
      protocol,
      cells: cellsOf(shape, protocol, space),
      peers: ofSpace(space, shape.peers),
    }))
    .filter(({ cells, peers }) => !isEmpty(cells) && !isEmpty(peers));
}

function without<P extends Point>(
  space: Space<P>,
  { protocol, cells, peers }: Rest<P>,
  shape: Shape,
): readonly Rest<P>[] {
  const own = cellsOf(shape, protocol, space);
  const rests = [
    { protocol, cells: subtract(cells, own), peers },
    { protocol, cells: intersect(cells, own), peers: subtract(peers, ofSpace(space, shape.peers)) },
  ];
  return rests.filter((rest) => !isEmpty(rest.cells) && !isEmpty(rest.peers));
}

/** For each rest, the first shape of the list that lets its first packet through. */
function firstAtEach<P extends Point>(
  space: Space<P>,
  shapes: readonly Shape[],
  rests: readonly Rest<P>[],
): readonly (Shape | undefined)[] {
  const found = new Map<Rest<P>, Shape | undefined>();
  for (const protocol of new Set(rests.map((rest) => rest.protocol))) {
    const { boxes, places, placeOf } = boxesOf(shapes, space, protocol);
    const waiting = rests
      .filter((rest) => rest.protocol === protocol)
      .sort((a, b) => b.cells[0]! - a.cells[0]!);
    sweep(
      boxes,
      places,
      ({ shape }) => shape,
      () => true,
      (tree, _, next) => {
        while (waiting.length > 0 && waiting.at(-1)!.cells[0]! < next) {
          const rest = waiting.pop()!;
          const index = tree.lowestAt(placeOf(rest.peers[0]!));
          if (index !== undefined) found.set(rest, shapes[boxes[index]!.shape]);
        }
      },
    );
  }
  return rests.map((rest) => found.get(rest));
}

function withoutSpare(shape: Shape, covering: readonly Shape[]): readonly Shape[] {
  return covering.reduceRight((kept, one) => {
    const others = kept.filter((other) => other !== one);
    return covers(others, shape) ? others : kept;
  }, covering);
}

function covers(others: readonly Shape[], shape: Shape): boolean {
  return coversIn(ipv4, others, shape) && coversIn(ipv6, others, shape);
}

function coversIn<P extends Point>(space: Space<P>, others: readonly Shape[], shape: Shape): boolean {
  const rests = restsOf(space, shape, protocolsOf([shape, ...others]));
  return others.reduce((left, one) => left.flatMap((rest) => without(space, rest, one)), rests).length === 0;
}

/**
 * From distances to a graph: local scaling, the nearest by scaled distance, and their weights.
 *
 * @module
 */
import { GRAPH_METHOD } from "./method.ts";

/** Each image's nearest training images, with the distances to and from them. */
export interface NeighbourLists {
  /** Entries of a list. */
  readonly width: number;
  /** u32 [images, width]: training images by rising distance; absent ones, all bits set, last. */
  readonly ids: Uint32Array;
  /** u32 [images, width]: from the image (fixed) to its neighbour (moving). */
  readonly forward: Uint32Array;
  /** u32 [images, width]: from the neighbour to the image. */
  readonly backward: Uint32Array;
}

/** Weighted nearest training images of every image. */
export interface Neighbours {
  /** Images. */
  readonly count: number;
  /** Neighbours of an image. */
  readonly k: number;
  /** u32 [count, k]: nearest first; absent ones, all bits set, last. */
  readonly ids: Uint32Array<ArrayBuffer>;
  /** f32 [count, k]: 0 to 1; 0 where absent. */
  readonly weights: Float32Array<ArrayBuffer>;
}

// The least scale is not 0, as duplicates have distance 0.
const { rank: SCALE_RANK, sharpness: SHARPNESS, leastScale: LEAST_SCALE } = GRAPH_METHOD.scaling;

/** f64 [images]: the distance of each image to its seventh nearest, or to its last if it has fewer. */
export function localScales({ width, forward, ids }: NeighbourLists): Float64Array {
  const scales = new Float64Array(ids.length / width);
  for (let image = 0; image < scales.length; image++) {
    let rank = Math.min(SCALE_RANK, width) - 1;
    while (rank > 0 && ids[image * width + rank] === 0xffffffff) rank--;
    const absent = ids[image * width + rank] === 0xffffffff;
    scales[image] = absent ? LEAST_SCALE : Math.max(LEAST_SCALE, forward[image * width + rank]!);
  }
  return scales;
}

/**
 * The `k` nearest by L = d(x → y) · d(y → x) / (scale of x · scale of y), weighted exp(−2L).
 *
 * Source: Zelnik-Manor and Perona, "Self-tuning spectral clustering" (2004), section 2, with both directions of the distance.
 *
 * @param lists What to choose from.
 * @param own Scales of the images whose lists these are.
 * @param training Scales of the training images.
 * @param k Neighbours kept.
 */
export function scaledNeighbours(
  lists: NeighbourLists,
  own: Float64Array,
  training: Float64Array,
  k: number,
): Neighbours {
  const { width, ids, forward, backward } = lists;
  const count = ids.length / width;
  const nearest = new Uint32Array(count * k).fill(0xffffffff);
  const weights = new Float32Array(count * k);
  const scaled = new Float64Array(width);
  const order = new Uint32Array(width);
  for (let image = 0; image < count; image++) {
    let found = 0;
    for (let entry = 0; entry < width; entry++) {
      const at = image * width + entry;
      const id = ids[at]!;
      if (id === 0xffffffff) continue;
      scaled[entry] = forward[at]! * backward[at]! / (own[image]! * training[id]!);
      order[found++] = entry;
    }
    // Insertion keeps the order of equals: nearer by forward distance, then lower index, first.
    for (let i = 1; i < found; i++) {
      const entry = order[i]!;
      let place = i;
      while (place > 0 && scaled[order[place - 1]!]! > scaled[entry]!) {
        order[place] = order[place - 1]!;
        place--;
      }
      order[place] = entry;
    }
    for (let rank = 0; rank < Math.min(k, found); rank++) {
      const entry = order[rank]!;
      nearest[image * k + rank] = ids[image * width + entry]!;
      weights[image * k + rank] = Math.exp(-SHARPNESS * scaled[entry]!);
    }
  }
  return { count, k, ids: nearest, weights };
}

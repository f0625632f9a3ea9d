/**
 * Nearest images by the cosine of their features, without any deformation: what the graph is compared with.
 *
 * @module
 */
import { ABSENT } from "./candidates.ts";
import { GRAPH_METHOD } from "./method.ts";
import { nearestOf } from "./nearest_lists.ts";
import type { NeighbourLists } from "./local_scaling.ts";
import { COMPONENTS, FEATURE_SCALE } from "./principal_components.ts";

/** Images of a list; local scaling chooses among them. */
export const PIXEL_LIST_WIDTH: number = GRAPH_METHOD.pixelListWidth;

/** Lists of the nearest candidates, filled chunk by chunk. */
export class PixelLists implements NeighbourLists {
  readonly width: number = PIXEL_LIST_WIDTH;
  readonly ids: Uint32Array<ArrayBuffer>;
  readonly forward: Uint32Array<ArrayBuffer>;

  /**
   * @param count Lists.
   */
  constructor(count: number) {
    this.ids = new Uint32Array(count * this.width).fill(ABSENT);
    this.forward = new Uint32Array(count * this.width).fill(ABSENT);
  }

  /** The same as there: a cosine has no direction. */
  get backward(): Uint32Array<ArrayBuffer> {
    return this.forward;
  }

  /**
   * Keeps the nearest of some images' candidates.
   *
   * @param firstRow The first image.
   * @param candidates u32 [images, perRow], absent ones, all bits set, anywhere.
   * @param rows i16 [all images, 64].
   * @param columns i16 [training images, 64].
   */
  fill(
    firstRow: number,
    candidates: Uint32Array,
    perRow: number,
    rows: Int16Array,
    columns: Int16Array,
  ): void {
    const distances = new Uint32Array(candidates.length);
    candidates.forEach((column, at) => {
      const row = firstRow + Math.floor(at / perRow);
      distances[at] = column === ABSENT ? ABSENT : cosineDistance(rows, row * COMPONENTS, columns, column * COMPONENTS);
    });
    const nearest = nearestOf(candidates, distances, perRow, this.width);
    this.ids.set(nearest.ids, firstRow * this.width);
    this.forward.set(nearest.distances, firstRow * this.width);
  }
}

/** 1 − cosine, in units of the features' squared scale. Half the squared distance of unit vectors. */
function cosineDistance(a: Int16Array, firstA: number, b: Int16Array, firstB: number): number {
  let product = 0;
  for (let i = 0; i < COMPONENTS; i++) product += a[firstA + i]! * b[firstB + i]!;
  // Rounded features are not quite of unit length.
  return Math.max(0, FEATURE_SCALE * FEATURE_SCALE - product);
}

import { uniformAt } from "../random/counter_stream.ts";

/** No two label vectors may have a larger cosine. Source: the notebook's cell "Label vectors". */
export const LARGEST_COSINE = 0.5;

/** Aimed at while vectors are pushed apart, so that rounding does not carry a pair over the limit. */
const AIM = 0.49;
const ROUNDS = 4_000;
const STARTS = 12;
/** Keeps every value a positive real. */
const SMALLEST = 1e-4;

/**
 * Makes unit vectors of positive reals no two of which have a cosine above 0.5: random ones, pushed apart until that holds.
 *
 * @param classes How many.
 * @param dimensions Reals in each.
 * @param seed Of a counter-based stream.
 * @returns [classes] rows of f32 [dimensions].
 * @throws {RangeError} If `classes` or `dimensions` is not a positive whole number, or no such table was found.
 */
export function generateLabelVectors(classes: number, dimensions: number, seed: number): Float32Array<ArrayBuffer>[] {
  for (const [what, value] of [["classes", classes], ["dimensions", dimensions]] as const) {
    if (!Number.isInteger(value) || value < 1) {
      throw new RangeError(`Generating label vectors: ${what} of ${value} found, a positive whole number wanted`);
    }
  }
  for (let start = 0; start < STARTS; start++) {
    const vectors = randomVectors(classes, dimensions, seed, start);
    for (let round = 0; round < ROUNDS; round++) {
      if (!pushApart(vectors)) {
        const table = vectors.map((vector) => Float32Array.from(vector));
        if (largestCosine(table) <= LARGEST_COSINE) return table;
      }
    }
  }
  throw new RangeError(
    `Generating label vectors: no ${classes} vectors of ${dimensions} positive reals with every cosine at or under ` +
      `${LARGEST_COSINE} found in ${STARTS} attempts; fewer classes or more dimensions wanted`,
  );
}

/** The largest cosine of any two rows; -1 for fewer than two. */
export function largestCosine(vectors: readonly ArrayLike<number>[]): number {
  let largest = -1;
  vectors.forEach((a, i) => {
    for (const b of vectors.slice(0, i)) largest = Math.max(largest, dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)));
  });
  return largest;
}

/** Cubes of uniform numbers: a few large values and many small ones, as in the notebook's table. */
function randomVectors(classes: number, dimensions: number, seed: number, stream: number): Float64Array[] {
  return Array.from({ length: classes }, (_, c) => {
    const vector = new Float64Array(dimensions).map((_, i) => uniformAt(seed, stream, c * dimensions + i) ** 3);
    normalise(vector);
    return vector;
  });
}

/** Moves each pair that is too close a little apart. @returns whether any pair was. */
function pushApart(vectors: readonly Float64Array[]): boolean {
  let moved = false;
  for (let i = 1; i < vectors.length; i++) {
    for (let j = 0; j < i; j++) {
      const [a, b] = [vectors[i]!, vectors[j]!];
      const excess = dot(a, b) - AIM;
      if (excess <= 0) continue;
      moved = true;
      for (let k = 0; k < a.length; k++) {
        const [x, y] = [a[k]!, b[k]!];
        a[k] = x - excess * y;
        b[k] = y - excess * x;
      }
      normalise(a);
      normalise(b);
    }
  }
  return moved;
}

function normalise(vector: Float64Array): void {
  for (let i = 0; i < vector.length; i++) vector[i] = Math.max(SMALLEST, vector[i]!);
  const length = Math.sqrt(dot(vector, vector));
  for (let i = 0; i < vector.length; i++) vector[i]! /= length;
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

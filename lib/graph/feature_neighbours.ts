/**
 * Nearest rows of features by Euclidean distance, exactly, whatever the features are.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import type { Gpu } from "../gpu/gpu.ts";
import { ABSENT } from "./candidates.ts";
import type { NeighbourLists } from "./local_scaling.ts";
import { nearestOf } from "./nearest_lists.ts";

/** Rows of features. */
export interface FeatureRows {
  /** f32 [rows, dimensions], finite. */
  readonly values: Float32Array;
  /** Of a row; at least 1. */
  readonly dimensions: number;
}

/** Distances are stored in so many parts of the greatest that could be; a sort key holds one and an index below 2^24. */
const PARTS = 2 ** 28;
/** Rows whose products are under way at once. */
const BLOCK_ROWS = 256;
/** Half a unit in the last place of float32, relative. */
const ROUNDING = 2 ** -24;

/**
 * The nearest columns of every row.
 *
 * Products are taken on the device in float32, about the columns' mean. What rounding may have put among the nearest, or out
 * of them, is measured again in float64: so lists are the same on every adapter.
 *
 * @param width Entries of a list.
 * @param same Rows and columns are the same, and none is its own neighbour.
 * @returns Distances in both directions, which are the same, in parts of the greatest that could be.
 * @throws {RangeError} If rows are not whole, there is no column (or no other one), or a value is not finite.
 * @throws {GpuError} If the adapter fails, or has no room.
 */
export async function featureNeighbours(
  gpu: Gpu,
  rows: FeatureRows,
  columns: FeatureRows,
  width: number,
  same: boolean,
): Promise<NeighbourLists> {
  const { dimensions } = columns;
  const count = { rows: rowsOf(rows), columns: rowsOf(columns) };
  if (rows.dimensions !== dimensions) {
    throw new RangeError(`Comparing features: found ${rows.dimensions} a row, wanted ${dimensions} as of the others`);
  }
  if (count.columns < (same ? 2 : 1)) {
    throw new RangeError(`Comparing features: found ${count.columns} rows, wanted at least ${same ? 2 : 1}`);
  }
  const mean = meanOf(columns);
  const [ofRows, ofColumns] = [centred(rows, mean), centred(columns, mean)];
  const squares = { rows: squaresOf(ofRows, dimensions), columns: squaresOf(ofColumns, dimensions) };
  const norm = (values: Float64Array) => Math.sqrt(values.reduce((most, square) => Math.max(most, square), 0));
  const greatestNorm = norm(squares.columns);
  const greatest = norm(squares.rows) + greatestNorm;
  const parts = greatest > 0 ? PARTS / greatest : 0;
  const ids = new Uint32Array(count.rows * width).fill(ABSENT);
  const distances = ids.slice();
  await gpu.useTfjs();
  const candidates = tf.tensor2d(ofColumns, [count.columns, dimensions]);
  const squared = new Float64Array(count.columns);
  const others = Uint32Array.from(squared, (_, column) => column);
  try {
    for (let first = 0; first < count.rows; first += BLOCK_ROWS) {
      const block = Math.min(BLOCK_ROWS, count.rows - first);
      const products = await gpu.guard(productsOf(ofRows, first, block, dimensions, candidates));
      for (let row = first; row < first + block; row++) {
        const from = (row - first) * count.columns;
        for (let column = 0; column < count.columns; column++) {
          const square = squares.rows[row]! + squares.columns[column]! - 2 * products[from + column]!;
          squared[column] = Math.max(0, square);
        }
        if (same) others[row] = ABSENT;
        const about = Uint32Array.from(squared, (square) => Math.round(Math.sqrt(square) * parts));
        const last = nearestOf(others, about, count.columns, width).distances.findLast((part) => part !== ABSENT)!;
        // Of a sum of D rounded products, and of the part that the last one's distance was rounded to.
        const error = 2 * (dimensions + 2) * ROUNDING * Math.sqrt(squares.rows[row]!) * greatestNorm;
        const within = parts > 0 ? ((last + 1) / parts) ** 2 + 2 * error : 0;
        const chosen = others.filter((column) => column !== ABSENT && squared[column]! <= within);
        if (same) others[row] = row;
        const exact = Uint32Array.from(
          chosen,
          (column) => Math.round(distance(ofRows, row, ofColumns, column, dimensions) * parts),
        );
        const nearest = nearestOf(chosen, exact, chosen.length, width);
        ids.set(nearest.ids, row * width);
        distances.set(nearest.distances, row * width);
      }
    }
  } finally {
    candidates.dispose();
  }
  return { width, ids, forward: distances, backward: distances };
}

/** f32 [block, columns] */
async function productsOf(
  values: Float32Array,
  first: number,
  block: number,
  dimensions: number,
  columns: tf.Tensor2D,
): Promise<Float32Array> {
  const product = tf.tidy(() => {
    const rows = tf.tensor2d(values.slice(first * dimensions, (first + block) * dimensions), [block, dimensions]);
    return tf.matMul(rows, columns, false, true);
  });
  try {
    return await product.data<"float32">();
  } finally {
    product.dispose();
  }
}

function rowsOf({ values, dimensions }: FeatureRows): number {
  if (!Number.isSafeInteger(dimensions) || dimensions < 1 || values.length % dimensions !== 0) {
    throw new RangeError(
      `Comparing features: found ${values.length} values and ${dimensions} dimensions, wanted whole rows of at least one`,
    );
  }
  const wrong = values.findIndex((value) => !Number.isFinite(value));
  if (wrong >= 0) {
    throw new RangeError(
      `Comparing features: found ${values[wrong]} in row ${Math.floor(wrong / dimensions)}, wanted finite values`,
    );
  }
  return values.length / dimensions;
}

/** f64 [dimensions] */
function meanOf({ values, dimensions }: FeatureRows): Float64Array {
  const mean = new Float64Array(dimensions);
  values.forEach((value, at) => mean[at % dimensions]! += value);
  return mean.map((sum) => sum / (values.length / dimensions));
}

function centred({ values, dimensions }: FeatureRows, mean: Float64Array): Float32Array {
  return values.map((value, at) => value - mean[at % dimensions]!);
}

/** f64 [rows] */
function squaresOf(values: Float32Array, dimensions: number): Float64Array {
  const squares = new Float64Array(values.length / dimensions);
  values.forEach((value, at) => squares[Math.floor(at / dimensions)]! += value * value);
  return squares;
}

function distance(a: Float32Array, rowA: number, b: Float32Array, rowB: number, dimensions: number): number {
  let square = 0;
  for (let i = 0; i < dimensions; i++) square += (a[rowA * dimensions + i]! - b[rowB * dimensions + i]!) ** 2;
  return Math.sqrt(square);
}

import { ABSENT } from "./candidates.ts";
import type { Neighbours } from "./local_scaling.ts";

/** A symmetric sparse matrix of weights, row after row, columns rising. */
export interface SparseGraph {
  /** Rows, N. */
  readonly count: number;
  /** u32 [N + 1]: where each row begins and the last ends. */
  readonly offsets: Uint32Array;
  /** u32 [entries]. */
  readonly columns: Uint32Array;
  /** f64 [entries]. */
  readonly weights: Float64Array;
  /** f64 [N]: sums of rows. */
  readonly degrees: Float64Array;
}

/**
 * W = A + Aᵀ of the neighbours' weights A.
 *
 * @param neighbours Of the same images as they are found among.
 */
export function symmetricGraph({ count, k, ids, weights }: Neighbours): SparseGraph {
  // Transposing twice sorts every row by column: A's entries by target, then all entries by row.
  const lists: { column: number; weight: number }[][] = Array.from({ length: count }, () => []);
  for (let row = 0; row < count; row++) {
    for (let at = row * k; at < (row + 1) * k; at++) {
      const column = ids[at]!;
      if (column === ABSENT) continue;
      lists[row]!.push({ column, weight: weights[at]! });
      lists[column]!.push({ column: row, weight: weights[at]! });
    }
  }
  const offsets = new Uint32Array(count + 1);
  const columns: number[] = [];
  const values: number[] = [];
  const degrees = new Float64Array(count);
  lists.forEach((list, row) => {
    list.sort((a, b) => a.column - b.column);
    for (const { column, weight } of list) {
      if (columns.length > offsets[row]! && columns.at(-1) === column) values[values.length - 1]! += weight;
      else {
        columns.push(column);
        values.push(weight);
      }
      degrees[row] = degrees[row]! + weight;
    }
    offsets[row + 1] = columns.length;
  });
  return { count, offsets, columns: Uint32Array.from(columns), weights: Float64Array.from(values), degrees };
}

/** How rows are scaled before they are multiplied. */
export type Normalisation = "symmetric" | "stochastic";

/** f64 [entries]: D^−½ W D^−½, or D⁻¹ W. Rows without weight stay zero. */
export function normalisedWeights(graph: SparseGraph, kind: Normalisation): Float64Array {
  const { count, offsets, columns, weights, degrees } = graph;
  const result = new Float64Array(weights.length);
  for (let row = 0; row < count; row++) {
    for (let at = offsets[row]!; at < offsets[row + 1]!; at++) {
      const degree = kind === "symmetric" ? Math.sqrt(degrees[row]! * degrees[columns[at]!]!) : degrees[row]!;
      result[at] = degree > 0 ? weights[at]! / degree : 0;
    }
  }
  return result;
}

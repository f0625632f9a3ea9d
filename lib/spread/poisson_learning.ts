import type { LabelledImages } from "./seed_labels.ts";
import { normalisedWeights, type SparseGraph } from "../graph/sparse_graph.ts";

/** The equation is solved when what is left of its right side is this share of it. Source: GraphLearning's. */
const TOLERANCE = 1e-3;
/** Steps of the solver, at most. Source: GraphLearning's. */
const MOST_STEPS = 1_000;

/**
 * Poisson learning: labels are sources and sinks on the graph, and an image takes the class whose potential is highest
 * there. No class is assumed to be as frequent as another.
 *
 * Source: Calder, Cook, Thorpe and Slepčev, "Poisson learning: graph based semi-supervised learning at very low label
 * rates" (2020); solved by conjugate gradients on the normalised Laplacian, as the authors' package GraphLearning does.
 *
 * @returns u8 [N]: of equals the first; labelled images keep their label.
 */
export function poissonLearning(
  graph: SparseGraph,
  { indices, labels, classes }: LabelledImages,
): Uint8Array<ArrayBuffer> {
  const weights = normalisedWeights(graph, "symmetric");
  const roots = graph.degrees.map((degree) => degree > 0 ? 1 / Math.sqrt(degree) : 0);
  const best = new Float64Array(graph.count).fill(-Infinity);
  const found = new Uint8Array(graph.count);
  for (let c = 0; c < classes; c++) {
    const mean = labels.filter((label) => label === c).length / labels.length;
    const sources = new Float64Array(graph.count);
    indices.forEach((image, i) => sources[image] = (Number(labels[i] === c) - mean) * roots[image]!);
    solve(graph, weights, sources).forEach((value, image) => {
      const potential = value * roots[image]!;
      if (potential <= best[image]!) return;
      best[image] = potential;
      found[image] = c;
    });
  }
  indices.forEach((image, i) => found[image] = labels[i]!);
  return found;
}

/** f64 [N]: x of (1 − W)·x = b, by conjugate gradients from 0. */
function solve({ count, offsets, columns }: SparseGraph, weights: Float64Array, b: Float64Array): Float64Array {
  const x = new Float64Array(count);
  const rest = b.slice();
  const direction = b.slice();
  const image = new Float64Array(count);
  let norm = dot(rest, rest);
  const enough = norm * TOLERANCE ** 2;
  for (let step = 0; step < MOST_STEPS && norm > enough; step++) {
    for (let row = 0; row < count; row++) {
      let sum = direction[row]!;
      for (let at = offsets[row]!; at < offsets[row + 1]!; at++) sum -= weights[at]! * direction[columns[at]!]!;
      image[row] = sum;
    }
    const length = norm / dot(direction, image);
    for (let i = 0; i < count; i++) {
      x[i] = x[i]! + length * direction[i]!;
      rest[i] = rest[i]! - length * image[i]!;
    }
    const before = norm;
    norm = dot(rest, rest);
    for (let i = 0; i < count; i++) direction[i] = rest[i]! + norm / before * direction[i]!;
  }
  return x;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

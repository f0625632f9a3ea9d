import { normalisedWeights, type SparseGraph } from "./sparse_graph.ts";

/** Visits that are no longer followed: a walk spreads thin before it has gone everywhere. */
const LEAST_VISITS = 1e-5;

/** Which other images of a sample walks from each of its images come to. */
export interface WalkNeighbours {
  /** [sample]: places in the sample, the most visited first; fewer where walks come to fewer. */
  readonly places: number[][];
  /** [sample]: visits of each, the expected number of a walk. */
  readonly visits: number[][];
}

/**
 * Neighbours within a sample of a graph's images. Few images of a sample are linked to each other, so an image's neighbours
 * are those that random walks from it come to most often.
 *
 * @param sample Indices of images, each once.
 * @param steps Of a walk.
 * @param most Neighbours of an image.
 */
export function walkNeighbours(
  graph: SparseGraph,
  sample: readonly number[],
  steps: number,
  most: number,
): WalkNeighbours {
  const weights = normalisedWeights(graph, "stochastic");
  const placeOf = new Int32Array(graph.count).fill(-1);
  sample.forEach((index, place) => placeOf[index] = place);
  const next = new Float64Array(graph.count);
  const found = new Float64Array(sample.length);
  const places: number[][] = [];
  const visits: number[][] = [];
  for (const start of sample) {
    found.fill(0);
    let at: { nodes: number[]; mass: number[] } = { nodes: [start], mass: [1] };
    for (let step = 0; step < steps; step++) {
      const reached: number[] = [];
      at.nodes.forEach((from, i) => {
        for (let edge = graph.offsets[from]!; edge < graph.offsets[from + 1]!; edge++) {
          const to = graph.columns[edge]!;
          if (next[to] === 0) reached.push(to);
          next[to] = next[to]! + at.mass[i]! * weights[edge]!;
        }
      });
      at = { nodes: [], mass: [] };
      for (const node of reached) {
        const mass = next[node]!;
        next[node] = 0;
        const place = placeOf[node]!;
        if (place >= 0) found[place] = found[place]! + mass;
        if (mass < LEAST_VISITS) continue;
        at.nodes.push(node);
        at.mass.push(mass);
      }
    }
    found[placeOf[start]!] = 0;
    const order = [...found.keys()].filter((place) => found[place]! > 0)
      .sort((a, b) => found[b]! - found[a]! || a - b).slice(0, most);
    places.push(order);
    visits.push(order.map((place) => found[place]!));
  }
  return { places, visits };
}

/**
 * Communities of a graph: images that hold together more than chance would have it. No label is known here.
 *
 * @module
 */
import { uniformAt } from "../random/counter_stream.ts";
import type { SparseGraph } from "../graph/sparse_graph.ts";

/** Which streams of a partition's seed the orders of nodes are drawn from: the first is of images. */
const ORDER_STREAM = 4;
/** Streams between one order of merging and the next; no graph has more levels. */
const MOST_LEVELS = 64;
/** Rounds of moving a level's nodes, at most. */
const MOST_ROUNDS = 30;
/** A level is done when fewer than one in so many of its nodes move. */
const STILL = 1_000;
/** A move must gain more than this, so that rounding moves nothing. */
const LEAST_GAIN = 1e-12;

/** Nodes of a level: images first, then communities of the level before. */
interface Level {
  readonly offsets: Uint32Array;
  readonly columns: Uint32Array;
  readonly weights: Float64Array;
  /** f64 [nodes]: sums of weights, those inside a node among them. */
  readonly degrees: Float64Array;
}

/**
 * Parts the images into communities: every image by itself at first, then each moves to where modularity gains most, then
 * communities move as wholes, and what they make up, until nothing moves.
 *
 * Where the first level ends is shared by all partitions of a call, as it takes nearly all of the time; they differ in the
 * order in which communities move from there on.
 *
 * Source: Blondel, Guillaume, Lambiotte and Lefebvre, "Fast unfolding of communities in large networks" (2008), with the
 * resolution of Reichardt and Bornholdt, "Statistical mechanics of community detection" (2006).
 *
 * @param resolution Above 0; the larger, the smaller the communities.
 * @param seed Of the orders in which images and communities move, a whole number of at least 0. Another order ends in
 * another partition, mostly nearly as good.
 * @param partitions How many are wanted.
 * @returns Each u32 [N]: a community for every image, from 0 up without a gap.
 */
export function findCommunities(
  graph: SparseGraph,
  resolution: number,
  seed: number,
  partitions: number,
): Uint32Array<ArrayBuffer>[] {
  const expected = resolution / graph.degrees.reduce((sum, degree) => sum + degree, 0);
  const imageOrder = shuffled(graph.count, seed, ORDER_STREAM);
  const homes = moveNodes(graph, imageOrder, expected);
  const firstLevel = condense(graph, homes, renumber(homes, imageOrder));
  return Array.from({ length: partitions }, (_, partition) => {
    const merged = mergeCommunities(firstLevel, expected, seed, ORDER_STREAM + 1 + partition * MOST_LEVELS);
    return homes.map((home) => merged[home]!);
  });
}

/** u32 [nodes]: moves communities as wholes, and what they make up, until nothing moves. */
function mergeCommunities(first: Level, expected: number, seed: number, stream: number): Uint32Array<ArrayBuffer> {
  const found = Uint32Array.from(first.degrees, (_, node) => node);
  let level = first;
  for (let depth = 0;; depth++) {
    const nodes = level.degrees.length;
    const order = shuffled(nodes, seed, stream + depth);
    const homes = moveNodes(level, order, expected);
    const communities = renumber(homes, order);
    for (let node = 0; node < found.length; node++) found[node] = homes[found[node]!]!;
    if (communities === nodes) return found;
    level = condense(level, homes, communities);
  }
}

function shuffled(count: number, seed: number, stream: number): Uint32Array<ArrayBuffer> {
  const order = Uint32Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(uniformAt(seed, stream, i) * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** Moves every node to the neighbouring community that gains most, until few move. u32 [nodes] */
function moveNodes(
  { offsets, columns, weights, degrees }: Level,
  order: Uint32Array,
  expected: number,
): Uint32Array<ArrayBuffer> {
  const nodes = degrees.length;
  const homes = Uint32Array.from({ length: nodes }, (_, node) => node);
  const sizes = degrees.slice();
  const links = new Float64Array(nodes);
  const near = new Uint32Array(nodes);
  for (let round = 0; round < MOST_ROUNDS; round++) {
    let moved = 0;
    for (const node of order) {
      let count = 0;
      for (let at = offsets[node]!; at < offsets[node + 1]!; at++) {
        const home = homes[columns[at]!]!;
        if (links[home] === 0) near[count++] = home;
        links[home] = links[home]! + weights[at]!;
      }
      const old = homes[node]!;
      sizes[old] = sizes[old]! - degrees[node]!;
      const chance = expected * degrees[node]!;
      let best = old;
      let gain = links[old]! - chance * sizes[old]!;
      for (let i = 0; i < count; i++) {
        const candidate = links[near[i]!]! - chance * sizes[near[i]!]!;
        if (candidate > gain + LEAST_GAIN) {
          gain = candidate;
          best = near[i]!;
        }
      }
      for (let i = 0; i < count; i++) links[near[i]!] = 0;
      homes[node] = best;
      sizes[best] = sizes[best]! + degrees[node]!;
      if (best !== old) moved++;
    }
    if (moved * STILL <= nodes) break;
  }
  return homes;
}

/** Numbers communities from 0 up, in the order in which they are met. Returns how many there are. */
function renumber(homes: Uint32Array, order: Uint32Array): number {
  const numbers = new Int32Array(homes.length).fill(-1);
  let count = 0;
  for (const node of order) if (numbers[homes[node]!] === -1) numbers[homes[node]!] = count++;
  for (let node = 0; node < homes.length; node++) homes[node] = numbers[homes[node]!]!;
  return count;
}

/** The graph of communities: weights between two are summed, those inside one count in its degree alone. */
function condense(level: Level, homes: Uint32Array, communities: number): Level {
  const degrees = new Float64Array(communities);
  const lists: number[][] = Array.from({ length: communities }, () => []);
  homes.forEach((home, node) => {
    degrees[home] = degrees[home]! + level.degrees[node]!;
    lists[home]!.push(node);
  });
  const offsets = new Uint32Array(communities + 1);
  const columns: number[] = [];
  const weights: number[] = [];
  const sums = new Float64Array(communities);
  lists.forEach((nodes, home) => {
    const near: number[] = [];
    for (const node of nodes) {
      for (let at = level.offsets[node]!; at < level.offsets[node + 1]!; at++) {
        const other = homes[level.columns[at]!]!;
        if (other === home) continue;
        if (sums[other] === 0) near.push(other);
        sums[other] = sums[other]! + level.weights[at]!;
      }
    }
    near.sort((a, b) => a - b);
    for (const other of near) {
      columns.push(other);
      weights.push(sums[other]!);
      sums[other] = 0;
    }
    offsets[home + 1] = columns.length;
  });
  return { offsets, columns: Uint32Array.from(columns), weights: Float64Array.from(weights), degrees };
}

/**
 * How ten labels a class spread to all images: the reference, in float64, of the kernels in `propagation_wgsl.ts`.
 *
 * @module
 */
import { CLASSES } from "../data/dataset.ts";
import { type LabelledImages, NO_LABEL, seedLabels } from "./seed_labels.ts";
import { normalisedWeights, type SparseGraph } from "../graph/sparse_graph.ts";

export { type LabelledImages, NO_LABEL, seedLabels };

/** A class for every image, and how sure it is. */
export interface PseudoLabels {
  /** u8 [N], 0 to 9. */
  readonly labels: Uint8Array;
  /** f32 [N], 0 to 1: the share of belief that the class has. */
  readonly confidences: Float32Array;
}

/** Both passes' labels. */
export interface Propagated {
  /** After labels spread from the labelled images and were balanced. */
  readonly first: PseudoLabels;
  /** After all images' classes spread once more. */
  readonly second: PseudoLabels;
  /** The first pass on its way; only of a draw that was watched. */
  readonly watched?: readonly WatchedStep[];
}

/** Where labels have come to. */
export interface WatchedStep {
  /** Steps of the first pass. */
  readonly step: number;
  /** u8 [N]: the class of most belief, or {@linkcode NO_LABEL} where none has come yet. */
  readonly labels: Uint8Array;
}

/**
 * How labels spread. Source: the recipe; chosen on hidden training labels of draws 0 to 9, balancing also on 100 to
 * 109.
 */
export interface PropagationSettings {
  /** Share of a step that comes from neighbours; the rest is the labels themselves. */
  readonly alpha: number;
  /** Steps of the first pass, from the labelled images. */
  readonly firstSteps: number;
  /** Steps of the second pass, from the first pass's classes. */
  readonly secondSteps: number;
  /**
   * Whether classes are assumed to be roughly equally frequent: beliefs are balanced to a prior that is estimated from them.
   * The one assumption about classes that this protocol makes.
   */
  readonly prior: boolean;
  /** Times the prior is estimated anew. */
  readonly priorRounds: number;
  /** Rounds of scaling columns and rows for each estimate. */
  readonly balanceRounds: number;
}

/** The recipe's settings. */
export const PROPAGATION_SETTINGS: PropagationSettings = {
  alpha: 0.99,
  firstSteps: 100,
  secondSteps: 30,
  prior: true,
  priorRounds: 5,
  balanceRounds: 20,
};

/** Belief that every class has everywhere, so that an image no label reaches is undecided instead of undefined. */
export const LEAST_BELIEF = 1e-20;
/** An estimated prior is this, plus 0.8 times the share of images. */
export const PRIOR_FLOOR = 0.02;
/** See {@linkcode PRIOR_FLOOR}. */
export const PRIOR_SHARE = 0.8;

/**
 * Spreads labels over the graph in two passes.
 *
 * @param graph Of the training images.
 * @param labelled The only labels.
 */
export function propagate(graph: SparseGraph, labelled: LabelledImages, settings: PropagationSettings): Propagated {
  const seeds = seedLabels(graph.count, labelled);
  const spread = steps(graph, normalisedWeights(graph, "symmetric"), seeds, settings.firstSteps, settings.alpha);
  const first = decide(balance(sharpen(spread), graph.count, settings), seeds);
  const stochastic = normalisedWeights(graph, "stochastic");
  const again = steps(graph, stochastic, first.labels, settings.secondSteps, settings.alpha);
  return { first, second: decide(again, seeds) };
}

/** x ← alpha·W·x + (1 − alpha)·z, from x = z, the one-hot rows of `seeds`. f64 [N, 10]. */
export function steps(
  graph: SparseGraph,
  weights: Float64Array,
  seeds: Uint8Array,
  count: number,
  alpha: number,
): Float64Array {
  let x = new Float64Array(graph.count * CLASSES);
  seeds.forEach((label, row) => {
    if (label !== NO_LABEL) x[row * CLASSES + label] = 1;
  });
  let next = new Float64Array(x.length);
  for (let step = 0; step < count; step++) {
    takeStep(graph, weights, seeds, alpha, x, next);
    [x, next] = [next, x];
  }
  return x;
}

/**
 * One of these steps.
 *
 * @param x f64 [N, 10].
 * @param next Likewise; overwritten with what comes of it.
 */
export function takeStep(
  graph: SparseGraph,
  weights: Float64Array,
  seeds: Uint8Array,
  alpha: number,
  x: Float64Array,
  next: Float64Array,
): void {
  for (let row = 0; row < graph.count; row++) {
    const to = row * CLASSES;
    next.fill(0, to, to + CLASSES);
    for (let at = graph.offsets[row]!; at < graph.offsets[row + 1]!; at++) {
      const from = graph.columns[at]! * CLASSES;
      const weight = weights[at]! * alpha;
      for (let c = 0; c < CLASSES; c++) next[to + c] = next[to + c]! + weight * x[from + c]!;
    }
    const label = seeds[row]!;
    if (label !== NO_LABEL) next[to + label] = next[to + label]! + 1 - alpha;
  }
}

/** Rows scaled to sum 1, then squared: f64 [N, 10]. */
export function sharpen(beliefs: Float64Array): Float64Array {
  const sharp = new Float64Array(beliefs.length);
  for (let row = 0; row < beliefs.length; row += CLASSES) {
    let sum = 0;
    for (let c = 0; c < CLASSES; c++) sum += beliefs[row + c]! + LEAST_BELIEF;
    for (let c = 0; c < CLASSES; c++) sharp[row + c] = ((beliefs[row + c]! + LEAST_BELIEF) / sum) ** 2;
  }
  return sharp;
}

/**
 * Scales columns, so that classes are as frequent as the prior says, where every row counts once; then estimates the prior
 * anew from the decisions, and so on.
 *
 * Rows are scaled on the fly, so only a factor a column is kept (Sinkhorn's algorithm on its two scaling vectors).
 */
function balance(beliefs: Float64Array, count: number, settings: PropagationSettings): Float64Array {
  if (!settings.prior) return beliefs;
  let prior = new Float64Array(CLASSES).fill(1 / CLASSES);
  let scaled = beliefs;
  for (let round = 0; round < settings.priorRounds; round++) {
    const factors = balanceFactors(beliefs, count, prior, settings.balanceRounds);
    scaled = beliefs.map((value, at) => value * factors[at % CLASSES]!);
    const found = new Float64Array(CLASSES);
    for (let row = 0; row < scaled.length; row += CLASSES) found[argMax(scaled, row)]!++;
    prior = found.map((images) => PRIOR_FLOOR + PRIOR_SHARE * images / count);
  }
  return scaled;
}

/** f64 [10]: what to scale columns by, after a number of rounds of columns to prior · N and rows to 1. */
export function balanceFactors(
  beliefs: Float64Array,
  count: number,
  prior: Float64Array,
  rounds: number,
): Float64Array {
  const factors = new Float64Array(CLASSES).fill(1);
  for (let round = 0; round < rounds; round++) {
    const sums = new Float64Array(CLASSES);
    for (let row = 0; row < beliefs.length; row += CLASSES) {
      let sum = 0;
      for (let c = 0; c < CLASSES; c++) sum += beliefs[row + c]! * factors[c]!;
      // Before the first round rows count as they are.
      const scale = round === 0 ? 1 : 1 / sum;
      for (let c = 0; c < CLASSES; c++) sums[c] = sums[c]! + beliefs[row + c]! * scale;
    }
    for (let c = 0; c < CLASSES; c++) factors[c] = prior[c]! * count / sums[c]!;
  }
  return factors;
}

/** The class of most belief, the first of equals, and its share; labelled images keep their label. */
export function decide(beliefs: Float64Array, seeds: Uint8Array): PseudoLabels {
  const labels = new Uint8Array(seeds.length);
  const confidences = new Float32Array(seeds.length);
  for (let row = 0; row < seeds.length; row++) {
    const seed = seeds[row]!;
    const best = seed === NO_LABEL ? argMax(beliefs, row * CLASSES) : seed;
    labels[row] = best;
    let sum = 0;
    for (let c = 0; c < CLASSES; c++) sum += beliefs[row * CLASSES + c]!;
    confidences[row] = seed !== NO_LABEL ? 1 : sum > 0 ? beliefs[row * CLASSES + best]! / sum : 1 / CLASSES;
  }
  return { labels, confidences };
}

function argMax(values: Float64Array, first: number): number {
  let best = 0;
  for (let c = 1; c < CLASSES; c++) if (values[first + c]! > values[first + best]!) best = c;
  return best;
}

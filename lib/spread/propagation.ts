/**
 * How a few labels a class spread to all images: the reference, in float64, of the kernels in `propagation_wgsl.ts`.
 *
 * @module
 */
import { type LabelledImages, NO_LABEL, seedLabels } from "./seed_labels.ts";
import { normalisedWeights, type SparseGraph } from "../graph/sparse_graph.ts";

export { type LabelledImages, NO_LABEL, seedLabels };

/** A class for every image, and how sure it is. */
export interface PseudoLabels {
  /** u8 [N] */
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
/** An estimated prior is this much of the share of images; what is left is shared out evenly (see {@linkcode priorFloor}). */
export const PRIOR_SHARE = 0.8;

/** What an estimated prior gives every class, however few images it has: 0.02 of ten classes. */
export function priorFloor(classes: number): number {
  return 0.2 / classes;
}

/**
 * Spreads labels over the graph in two passes.
 *
 * @param graph Of the training images.
 * @param labelled The only labels.
 */
export function propagate(graph: SparseGraph, labelled: LabelledImages, settings: PropagationSettings): Propagated {
  const { classes } = labelled;
  const seeds = seedLabels(graph.count, labelled);
  const spread = steps(
    graph,
    normalisedWeights(graph, "symmetric"),
    seeds,
    classes,
    settings.firstSteps,
    settings.alpha,
  );
  const first = decide(balance(sharpen(spread, classes), classes, settings), seeds, classes);
  const stochastic = normalisedWeights(graph, "stochastic");
  const again = steps(graph, stochastic, first.labels, classes, settings.secondSteps, settings.alpha);
  return { first, second: decide(again, seeds, classes) };
}

/** x ← alpha·W·x + (1 − alpha)·z, from x = z, the one-hot rows of `seeds`. f64 [N, classes]. */
export function steps(
  graph: SparseGraph,
  weights: Float64Array,
  seeds: Uint8Array,
  classes: number,
  count: number,
  alpha: number,
): Float64Array {
  let x = new Float64Array(graph.count * classes);
  seeds.forEach((label, row) => {
    if (label !== NO_LABEL) x[row * classes + label] = 1;
  });
  let next = new Float64Array(x.length);
  for (let step = 0; step < count; step++) {
    takeStep(graph, weights, seeds, classes, alpha, x, next);
    [x, next] = [next, x];
  }
  return x;
}

/**
 * One of these steps.
 *
 * @param x f64 [N, classes].
 * @param next Likewise; overwritten with what comes of it.
 */
export function takeStep(
  graph: SparseGraph,
  weights: Float64Array,
  seeds: Uint8Array,
  classes: number,
  alpha: number,
  x: Float64Array,
  next: Float64Array,
): void {
  for (let row = 0; row < graph.count; row++) {
    const to = row * classes;
    next.fill(0, to, to + classes);
    for (let at = graph.offsets[row]!; at < graph.offsets[row + 1]!; at++) {
      const from = graph.columns[at]! * classes;
      const weight = weights[at]! * alpha;
      for (let c = 0; c < classes; c++) next[to + c] = next[to + c]! + weight * x[from + c]!;
    }
    const label = seeds[row]!;
    if (label !== NO_LABEL) next[to + label] = next[to + label]! + 1 - alpha;
  }
}

/** Rows scaled to sum 1, then squared: f64 [N, classes]. */
export function sharpen(beliefs: Float64Array, classes: number): Float64Array {
  const sharp = new Float64Array(beliefs.length);
  for (let row = 0; row < beliefs.length; row += classes) {
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += beliefs[row + c]! + LEAST_BELIEF;
    for (let c = 0; c < classes; c++) sharp[row + c] = ((beliefs[row + c]! + LEAST_BELIEF) / sum) ** 2;
  }
  return sharp;
}

/**
 * Scales columns, so that classes are as frequent as the prior says, where every row counts once; then estimates the prior
 * anew from the decisions, and so on.
 *
 * Rows are scaled on the fly, so only a factor a column is kept (Sinkhorn's algorithm on its two scaling vectors).
 */
function balance(beliefs: Float64Array, classes: number, settings: PropagationSettings): Float64Array {
  if (!settings.prior) return beliefs;
  const count = beliefs.length / classes;
  let prior = new Float64Array(classes).fill(1 / classes);
  let scaled = beliefs;
  for (let round = 0; round < settings.priorRounds; round++) {
    const factors = balanceFactors(beliefs, prior, settings.balanceRounds);
    scaled = beliefs.map((value, at) => value * factors[at % classes]!);
    const found = new Float64Array(classes);
    for (let row = 0; row < scaled.length; row += classes) found[argMax(scaled, row, classes)]!++;
    prior = found.map((images) => priorFloor(classes) + PRIOR_SHARE * images / count);
  }
  return scaled;
}

/** f64 [classes]: what to scale columns by, after a number of rounds of columns to prior · N and rows to 1. */
export function balanceFactors(
  beliefs: Float64Array,
  prior: Float64Array,
  rounds: number,
): Float64Array {
  const classes = prior.length;
  const count = beliefs.length / classes;
  const factors = new Float64Array(classes).fill(1);
  for (let round = 0; round < rounds; round++) {
    const sums = new Float64Array(classes);
    for (let row = 0; row < beliefs.length; row += classes) {
      let sum = 0;
      for (let c = 0; c < classes; c++) sum += beliefs[row + c]! * factors[c]!;
      // Before the first round rows count as they are.
      const scale = round === 0 ? 1 : 1 / sum;
      for (let c = 0; c < classes; c++) sums[c] = sums[c]! + beliefs[row + c]! * scale;
    }
    for (let c = 0; c < classes; c++) factors[c] = prior[c]! * count / sums[c]!;
  }
  return factors;
}

/** The class of most belief, the first of equals, and its share; labelled images keep their label. */
export function decide(beliefs: Float64Array, seeds: Uint8Array, classes: number): PseudoLabels {
  const labels = new Uint8Array(seeds.length);
  const confidences = new Float32Array(seeds.length);
  for (let row = 0; row < seeds.length; row++) {
    const seed = seeds[row]!;
    const best = seed === NO_LABEL ? argMax(beliefs, row * classes, classes) : seed;
    labels[row] = best;
    let sum = 0;
    for (let c = 0; c < classes; c++) sum += beliefs[row * classes + c]!;
    confidences[row] = seed !== NO_LABEL ? 1 : sum > 0 ? beliefs[row * classes + best]! / sum : 1 / classes;
  }
  return { labels, confidences };
}

function argMax(values: Float64Array, first: number, classes: number): number {
  let best = 0;
  for (let c = 1; c < classes; c++) if (values[first + c]! > values[first + best]!) best = c;
  return best;
}

import { steps } from "./propagation.ts";
import { type LabelledImages, seedLabels } from "./seed_labels.ts";
import { normalisedWeights, type SparseGraph } from "../graph/sparse_graph.ts";

/** Share of a step that comes from neighbours. Source: the paper's experiments. */
const ALPHA = 0.99;
/** Steps, after which labels have come everywhere and 0.99¹⁰⁰ of the way is left. */
const STEPS = 100;

/**
 * Label spreading as it stands in the paper, and as scikit-learn's `LabelSpreading` does it on a graph of one's own: nothing
 * is balanced, and there is one pass.
 *
 * Source: Zhou, Bousquet, Lal, Weston and Schölkopf, "Learning with local and global consistency" (2004).
 *
 * @returns u8 [N]: of equals the first.
 */
export function labelSpreading(graph: SparseGraph, labelled: LabelledImages): Uint8Array<ArrayBuffer> {
  const seeds = seedLabels(graph.count, labelled);
  const beliefs = steps(graph, normalisedWeights(graph, "symmetric"), seeds, labelled.classes, STEPS, ALPHA);
  const { classes } = labelled;
  return Uint8Array.from(seeds, (_, image) => {
    const row = beliefs.subarray(image * classes, (image + 1) * classes);
    return row.reduce((best, belief, c) => belief > row[best]! ? c : best, 0);
  });
}

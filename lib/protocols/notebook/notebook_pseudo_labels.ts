import type { PseudoLabelRecord } from "../../record/record.ts";
import type { LabelInformedScores } from "../../score/label_informed.ts";

/** The images that the notebook's pseudo-labelling kept. */
export interface KeptImages {
  /** Training-set indices, in the order in which the notebook came to them. */
  readonly indices: Int32Array;
  /** u8, the pseudo-label of each. */
  readonly labels: Uint8Array;
  readonly record: PseudoLabelRecord;
}

/**
 * Keeps the images whose best similarity is above the threshold, batch by batch in the order of one shuffled pass.
 *
 * Source: the notebook's cell "Classification of digit images". The similarity is label-informed: the true label is an input
 * of what is called classification there, which is the leak.
 *
 * @param order The pass: a permutation of the images.
 * @param trueLabels u8 [images]
 */
export function keepPseudoLabels(
  scores: LabelInformedScores,
  trueLabels: Uint8Array,
  order: Int32Array,
  batchSize: number,
  threshold: number,
): KeptImages {
  // PyTorch compares in float32.
  const limit = Math.fround(threshold);
  const kept: number[] = [];
  let classifiedCount = 0;
  for (let start = 0; start < order.length; start += batchSize) {
    const batch = order.subarray(start, start + batchSize).filter((n) => scores.similarities[n]! > limit);
    let excess = 0;
    for (const n of batch) excess += scores.predictions[n]! - trueLabels[n]!;
    if (excess <= 0) classifiedCount += batch.length;
    kept.push(...batch);
  }
  const labels = Uint8Array.from(kept, (n) => scores.predictions[n]!);
  const byClass = new Array<number>(10).fill(0);
  const wrongByClass = new Array<number>(10).fill(0);
  kept.forEach((n, i) => {
    byClass[labels[i]!]!++;
    if (labels[i] !== trueLabels[n]) wrongByClass[labels[i]!]!++;
  });
  return {
    indices: Int32Array.from(kept),
    labels,
    record: {
      threshold,
      selected: kept.length,
      classifiedCount,
      byClass,
      wrong: wrongByClass.reduce((total, count) => total + count, 0),
      wrongByClass,
    },
  };
}

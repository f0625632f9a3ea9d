import type { PseudoLabels } from "../spread/propagation.ts";
import { cellSamples } from "./cell_samples.ts";
import { type SampleChoice, samplesByClass } from "./samples_by_class.ts";

/** Pictures shown of each class at either end. */
const EXTREMES_PER_CLASS = 6;
/** Misread test images shown of each class that they are taken for. */
const MISREAD_PER_CLASS = 24;

/** Training images that have something in common, one entry an image. */
export interface LeakFreeSample {
  readonly kind: "highest" | "lowest" | "wrong";
  readonly indices: number[];
  /** True classes. */
  readonly labels: number[];
  readonly predicted: number[];
  /** Confidences. */
  readonly values: number[];
}

/** Images that the report shows, chosen after the last decision. */
export interface LeakFreeSamples {
  /** Of the first draw's pseudo-labels. */
  readonly pseudoLabels: LeakFreeSample[];
  /** Test images that the first draw's decision gets wrong, by class predicted and index. */
  readonly misread: { readonly indices: number[]; readonly labels: number[]; readonly predicted: number[] };
  /** Test images of all draws by cell of the confusion matrix: [true class][predicted class]. */
  readonly cells: number[][][];
}

/** What is known of a draw when pictures are chosen. */
interface DrawOutcome {
  readonly labelled: readonly number[];
  readonly pseudoLabels: { readonly second: PseudoLabels };
  readonly predictions: Uint8Array;
}

/** Chooses the images that the report shows. */
export function leakFreeSamples(
  draws: readonly DrawOutcome[],
  trainLabels: Uint8Array,
  testLabels: Uint8Array,
  classes: number,
): LeakFreeSamples {
  const { labelled, pseudoLabels: { second: { labels, confidences } } } = draws[0]!;
  const given = new Set(labelled);
  const judged = { indices: [...labels.keys()], predicted: labels, values: confidences };
  const sample = (kind: LeakFreeSample["kind"], from: SampleChoice["from"]): LeakFreeSample => {
    const where = (index: number) => !given.has(index) && (kind !== "wrong" || labels[index] !== trainLabels[index]);
    const indices = samplesByClass(judged, { classes, perClass: EXTREMES_PER_CLASS, from, where });
    return {
      kind,
      indices,
      labels: indices.map((index) => trainLabels[index]!),
      predicted: indices.map((index) => labels[index]!),
      values: indices.map((index) => Number(confidences[index]!.toFixed(6))),
    };
  };
  const { predictions } = draws[0]!;
  const misread = Array.from(
    { length: classes },
    (_, predicted) =>
      [...predictions.keys()].filter((n) => predictions[n] === predicted && testLabels[n] !== predicted)
        .slice(0, MISREAD_PER_CLASS),
  ).flat();
  return {
    misread: {
      indices: misread,
      labels: misread.map((n) => testLabels[n]!),
      predicted: misread.map((n) => predictions[n]!),
    },
    pseudoLabels: [sample("highest", "highest"), sample("lowest", "lowest"), sample("wrong", "highest")],
    cells: cellSamples(draws.map(({ predictions }) => predictions), testLabels, classes),
  };
}

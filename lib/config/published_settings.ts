/**
 * The constants of the published notebook, in its own units.
 *
 * @module
 */
import { z } from "zod";

const count = z.number().int().positive();

/** One stage of training: how long, how often, and when a try is good enough. */
export const StageSettings = z.strictObject({
  /** Images a class that the stage trains on, at most. */
  imagesPerClass: count,
  epochs: count,
  maxTries: count,
  /** A try whose final loss is below this wins; in units of the notebook's epoch loss, batch size x mean (1 - cosine). */
  targetLoss: z.number().positive(),
});
/** One stage of training. */
export type StageSettings = z.infer<typeof StageSettings>;

/** Everything that the published protocol leaves to choose. */
export const PublishedSettings = z.strictObject({
  batchSize: count,
  learningRate: z.number().positive(),
  /** An unlabelled image is kept when its best similarity is above this. */
  pseudoLabelThreshold: z.number().min(-1).max(1),
  /** Training images that are pseudo-labelled, from the head of the set. */
  trainImages: count,
  /** Test images that are scored, from the head of the set. */
  testImages: count,
  stage1: StageSettings,
  stage2: StageSettings,
});
/** Everything that the published protocol leaves to choose. */
export type PublishedSettings = z.infer<typeof PublishedSettings>;

/** The notebook's own settings. Source: the notebook's cells "Training initial model" to "Training the model". */
export const NOTEBOOK_SETTINGS: PublishedSettings = {
  batchSize: 20,
  learningRate: 0.01,
  pseudoLabelThreshold: 0.895,
  trainImages: 60_000,
  testImages: 10_000,
  stage1: { imagesPerClass: 10, epochs: 50, maxTries: 50, targetLoss: 0.35 },
  stage2: { imagesPerClass: 500, epochs: 20, maxTries: 10, targetLoss: 0.55 },
};

/** What the notebook prints for itself, on a GPU of 2023. Source: the outputs kept in the notebook. */
export const NOTEBOOK_FIGURES = {
  testErrors: 1,
  testImages: 10_000,
  trainErrors: 12,
  trainImages: 60_000,
  pseudoLabels: 40_871,
  pseudoLabelsByClass: [5300, 6727, 2535, 4623, 2910, 4949, 770, 6259, 3092, 3706],
  stage1Losses: [0.164769, 0.301143, 0.15252, 0.142487, 0.170634, 0.156419, 0.647418, 0.243345, 0.284011, 0.087508],
  stage2Losses: [0.153815, 0.466718, 0.573049, 0.322496, 0.485401, 0.814577, 0.486279, 0.188087, 0.079691, 0.444722],
} as const;

/** The quick run: the same steps on fewer images, tries and epochs. Source: our choice, to end within a minute on 2 cores. */
export const QUICK_SETTINGS: PublishedSettings = {
  ...NOTEBOOK_SETTINGS,
  trainImages: 4_000,
  testImages: 1_000,
  stage1: { imagesPerClass: 10, epochs: 50, maxTries: 5, targetLoss: 0.35 },
  stage2: { imagesPerClass: 100, epochs: 8, maxTries: 2, targetLoss: 0.55 },
};

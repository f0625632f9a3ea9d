import type { Progress } from "../../run/progress.ts";
import type { AuditExample, AuditRecord } from "../../record/record.ts";
import { IMAGE_PIXELS } from "../../data/dataset.ts";
import { accuracyOf } from "../../score/audit/chance.ts";
import { runControls } from "../../score/audit/controls.ts";
import { noiseImages } from "../../score/audit/permutation.ts";
import { labelFreePredictions } from "../../score/label_free.ts";
import { labelInformedScores } from "../../score/label_informed.ts";
import type { Scorer } from "../../infer/scorer.ts";
import { type FinalModels, scored } from "./notebook_steps.ts";

/** Pictures of noise, at most. Source: our choice; enough to tell one in ten from five in ten, and scored in a second. */
const NOISE_IMAGES = 1000;
/** Test images kept with all their cosines, at most: one of each class, and some that the label-free score gets wrong. */
const EXAMPLES = 12;

/**
 * Runs the audit's controls on the models that a protocol ended with.
 *
 * @param seed The run's own; permutations and noise are drawn from it.
 */
export async function auditModels(
  final: FinalModels,
  seed: number,
  scorer: Scorer,
  progress: Progress,
): Promise<AuditRecord> {
  const startMs = performance.now();
  const { labelVectors, test, testCosines } = final;
  const noise = { images: noiseImages(Math.min(NOISE_IMAGES, test.images.count), seed) };
  const { result: noiseCosines } = await scored(scorer, "Audit", noise, final, progress, (cosines) => cosines);
  const { labels } = test;
  const labelFree = labelFreePredictions(testCosines);
  return {
    controls: runControls({ cosines: testCosines, labels, noiseCosines, labelVectors, seed }),
    labelInformedAccuracy: accuracyOf(labelInformedScores(testCosines, labels).predictions, labels),
    labelFreeAccuracy: accuracyOf(labelFree, labels),
    examples: chooseExamples(labels, labelFree).map((n) => exampleOf(n, test, testCosines)),
    durationMs: performance.now() - startMs,
  };
}

/** The first image of each class, then the first of those that the label-free score gets wrong. */
function chooseExamples(labels: Uint8Array, labelFree: Uint8Array): number[] {
  const firsts = [...new Set(labels)].sort((a, b) => a - b).map((label) => labels.indexOf(label));
  const chosen = new Set(firsts);
  for (let n = 0; n < labels.length && chosen.size < EXAMPLES; n++) if (labelFree[n] !== labels[n]) chosen.add(n);
  return [...chosen];
}

function exampleOf(n: number, test: FinalModels["test"], cosines: FinalModels["testCosines"]): AuditExample {
  const { members, classes, values } = cosines;
  return {
    testIndex: n,
    label: test.labels[n]!,
    pixels: test.images.pixels.slice(n * IMAGE_PIXELS, (n + 1) * IMAGE_PIXELS).toBase64(),
    cosines: Array.from({ length: members }, (_, k) => {
      const start = (n * members + k) * classes;
      return Array.from(values.subarray(start, start + classes), (x) => Number(x.toFixed(6)));
    }),
  };
}

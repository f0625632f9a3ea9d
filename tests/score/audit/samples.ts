import { uniformAt } from "../../../lib/random/counter_stream.ts";
import type { AuditInput } from "../../../lib/score/audit/situations.ts";
import type { CosineTensor } from "../../../lib/infer/cosine_tensor.ts";

const CLASSES = 10;

/** Ten unit vectors at right angles. */
export const AXES = Array.from(
  { length: CLASSES },
  (_, c) => Float32Array.from({ length: CLASSES }, (_, i) => +(i === c)),
);

/** Labels in which every class is as frequent as the next. */
export function sampleLabels(images: number): Uint8Array {
  return Uint8Array.from({ length: images }, (_, n) => n % CLASSES);
}

/**
 * Cosines of models that answer almost the same to everything: the notebook's kind. Member k's answer is near label vector k
 * whatever the picture; a picture of its own class pushes it up a little, more or less often as `skill` says.
 *
 * @param skill 0: pictures are not looked at; 1: the label-free score is right every time.
 */
export function sampleCosines(labels: Uint8Array, skill: number, seed = 0): CosineTensor {
  const values = new Float32Array(labels.length * CLASSES * CLASSES);
  labels.forEach((label, n) => {
    const sees = uniformAt(seed, 1, n) < skill;
    for (let k = 0; k < CLASSES; k++) {
      for (let c = 0; c < CLASSES; c++) {
        const own = 0.9 + 0.05 * uniformAt(seed, 2, n * CLASSES + k) + (sees && k === label ? 0.05 : 0);
        values[(n * CLASSES + k) * CLASSES + c] = k === c
          ? own
          : 0.3 * uniformAt(seed, 3, (n * CLASSES + k) * CLASSES + c);
      }
    }
  });
  return { images: labels.length, members: CLASSES, classes: CLASSES, values };
}

/** An audit of such models. */
export function sampleAudit(images: number, skill: number): AuditInput {
  const labels = sampleLabels(images);
  return {
    cosines: sampleCosines(labels, skill),
    labels,
    noiseCosines: sampleCosines(labels.slice(0, images / 2), 0, 9),
    labelVectors: AXES,
    seed: 4,
  };
}

import type { CosineTensor } from "../../infer/cosine_tensor.ts";
import { constantEnsemble } from "./constant_ensemble.ts";
import { AUDIT_STREAMS, permuteImages, randomPermutation } from "./permutation.ts";

/** What an audit is made with. */
export interface AuditInput {
  /** Of the models under audit on the test images. */
  readonly cosines: CosineTensor;
  /** u8 [images], the true classes. */
  readonly labels: Uint8Array;
  /** Of the same models on pictures of noise, no more of them than test images. */
  readonly noiseCosines: CosineTensor;
  /** One row a class. */
  readonly labelVectors: readonly ArrayLike<number>[];
  /** The permutations' own. */
  readonly seed: number;
}

/** Cosines and labels that have nothing to do with each other: no honest scorer does better than chance. */
export interface Situation {
  readonly name: "constant ensemble" | "noise images" | "permuted labels" | "permuted images";
  readonly cosines: CosineTensor;
  /** What is taken for the truth, and what a scorer that asks for labels is handed. */
  readonly labels: Uint8Array;
}

/**
 * The situations that tell a scorer that looks at the picture from one that looks at the label.
 *
 * @throws {TypeError} If there is not one label an image, or more noise than images.
 */
export function auditSituations({ cosines, labels, noiseCosines, labelVectors, seed }: AuditInput): Situation[] {
  if (labels.length !== cosines.images || noiseCosines.images > cosines.images) {
    throw new TypeError(
      `Auditing a scorer: ${labels.length} labels, ${cosines.images} images and ${noiseCosines.images} pictures of ` +
        `noise found, one label an image and no more noise than images wanted`,
    );
  }
  const { permutedLabels, permutedImages } = AUDIT_STREAMS;
  return [
    { name: "constant ensemble", cosines: constantEnsemble(labelVectors, cosines.images), labels },
    { name: "noise images", cosines: noiseCosines, labels: labels.subarray(0, noiseCosines.images) },
    {
      name: "permuted labels",
      cosines,
      labels: Uint8Array.from(randomPermutation(cosines.images, seed, permutedLabels), (n) => labels[n]!),
    },
    {
      name: "permuted images",
      cosines: permuteImages(cosines, randomPermutation(cosines.images, seed, permutedImages)),
      labels,
    },
  ];
}

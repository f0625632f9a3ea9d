import { NOTEBOOK_SETTINGS } from "../config/published_settings.ts";
import { CLASSES, type Dataset } from "../data/dataset.ts";
import { NOTEBOOK_ARCHITECTURE } from "../ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../ensemble/notebook_label_vectors.ts";
import { webGpuBackend } from "../protocols/backend.ts";
import { runPublished as run } from "../protocols/notebook/published.ts";
import { type Device, gpuOf } from "./device.ts";
import { progressFor } from "./on_progress.ts";
import type { PublishedOptions, PublishedResult } from "./shapes.ts";

/**
 * The published notebook, step by step and draw by draw as PyTorch's generator has it, its leak included; every set is scored
 * without the leak as well. What it does is told in docs/method.md.
 *
 * @param device Where it is computed
 * @param dataset Digits with all their labels, which the notebook reads
 * @throws {UntrainableError} If what the seed draws cannot be trained
 * @throws {RangeError} If a class has fewer images than are drawn
 * @throws {GpuError} If the adapter fails
 *
 * @example A very short notebook
 * ```ts
 * import { loadMnistPackage, openDevice, runPublished } from "@tenshot/tenshot";
 *
 * using device = await openDevice();
 * const { record } = await runPublished(device, await loadMnistPackage(), {
 *   settings: {
 *     trainImages: 400,
 *     testImages: 100,
 *     stage1: { imagesPerClass: 4, epochs: 30, maxTries: 1, targetLoss: 0.35 },
 *     stage2: { imagesPerClass: 4, epochs: 2, maxTries: 1, targetLoss: 0.55 },
 *     pseudoLabelThreshold: 0.5,
 *   },
 * });
 * const { labelInformedErrors, labelFreeErrors } = record.stage2.test;
 * console.log(labelInformedErrors, "errors with the label,", labelFreeErrors, "without");
 * ```
 */
export async function runPublished(
  device: Device,
  dataset: Dataset,
  { seed = 0, settings, onProgress }: PublishedOptions = {},
): Promise<PublishedResult> {
  const startMs = performance.now();
  const backend = await webGpuBackend(gpuOf(device), NOTEBOOK_ARCHITECTURE, CLASSES);
  try {
    const input = {
      model: NOTEBOOK_ARCHITECTURE,
      dataset,
      labelVectors: NOTEBOOK_LABEL_VECTORS,
      settings: { ...NOTEBOOK_SETTINGS, ...settings },
      seed,
      waveWidth: 0,
      setUpMs: performance.now() - startMs,
    };
    const { record, models, labelVectors } = await run(
      input,
      backend.trainer,
      backend.scorer,
      progressFor(onProgress),
    );
    return { record, models, labelVectors };
  } finally {
    backend.close();
  }
}

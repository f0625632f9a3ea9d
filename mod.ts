/**
 * Tenshot: low-label digit recognition on WebGPU. It runs a published notebook draw by draw, shows what its score is made of,
 * and leaves a run record and a report.
 *
 * ```ts no-eval
 * import { NOTEBOOK_ARCHITECTURE, openBackend } from "./mod.ts";
 * const backend = await openBackend("webgpu", NOTEBOOK_ARCHITECTURE, 10);
 * ```
 *
 * @module
 */
export * from "./lib/config/options.ts";
export * from "./lib/config/published_settings.ts";
export * from "./lib/data/dataset.ts";
export { loadDatasetFolder } from "./lib/data/dataset_folder.ts";
export { drawLabelled, drawUpTo, type PermutationSource } from "./lib/data/draw.ts";
export { loadMnistPackage } from "./lib/data/mnist_package.ts";
export { TorchGenerator } from "./lib/random/torch_generator.ts";
export { shuffledOrder } from "./lib/random/torch_data_loader.ts";
export { Gpu } from "./lib/gpu/gpu.ts";
export { GpuError } from "./lib/gpu/errors.ts";
export { type Architecture, architecture, NOTEBOOK_ARCHITECTURE } from "./lib/ensemble/architecture.ts";
export { generateLabelVectors, largestCosine } from "./lib/ensemble/label_vectors.ts";
export { NOTEBOOK_LABEL_VECTORS } from "./lib/ensemble/notebook_label_vectors.ts";
export type { TrainedMember, Trainer, TrainingMember, TrainingSettings } from "./lib/train/trainer.ts";
export type { CosineTensor } from "./lib/score/cosine_tensor.ts";
export { labelFreePredictions } from "./lib/score/label_free.ts";
export { type LabelInformedScores, labelInformedScores } from "./lib/score/label_informed.ts";
export { type BothScores, scoreBothWays } from "./lib/score/confusion.ts";
export type { Scorer } from "./lib/score/scorer.ts";
export * from "./lib/run/record.ts";
export { readRunRecord } from "./lib/run/folder.ts";
export { type Progress, silentProgress, type StageProgress, stderrProgress } from "./lib/run/progress.ts";
export { type Backend, openBackend } from "./lib/protocols/backend.ts";
export { type PublishedInput, type PublishedOutcome, runPublished } from "./lib/protocols/published.ts";
export { reproduce, type ReproduceRequest } from "./lib/protocols/reproduce.ts";
export { renderReport } from "./lib/report/render.tsx";

/**
 * Tenshot: low-label digit recognition on WebGPU, draw by draw as a published PyTorch notebook has it, and scored with and
 * without the label in the scorer.
 *
 * What the tasks do (`reproduce`, `report`, …) is built from these parts: data, PyTorch's random draws, ensembles of small
 * models trained and scored side by side, and the two scores.
 *
 * @module
 */
export {
  CLASSES,
  type DataFileIdentity,
  type Dataset,
  type DatasetIdentity,
  headOfSet,
  IMAGE_PIXELS,
  IMAGE_SIDE,
  type ImageSet,
  type LabelledSet,
} from "./lib/data/dataset.ts";
export { loadDatasetFolder } from "./lib/pictures/dataset_folder.ts";
export { drawLabelled, drawUpTo, type PermutationSource } from "./lib/data/draw.ts";
export { loadMnistPackage } from "./lib/data/mnist_package.ts";
export { shuffledOrder, WORDS_PER_PASS } from "./lib/random/torch_data_loader.ts";
export { TorchGenerator } from "./lib/random/torch_generator.ts";
export { conv2dDefault, type ConvParameters, type ConvShape, xavierUniform } from "./lib/random/torch_init.ts";
export { GPU_FAILURES, GpuError, type GpuFailure } from "./lib/gpu/errors.ts";
export { type AdamWSettings, NOTEBOOK_ADAMW } from "./lib/kernels/adamw/reference.ts";
export type { ForwardSource, LayerPlace } from "./lib/kernels/conv_pool/forward_plan.ts";
export type { ConvPoolShape } from "./lib/kernels/conv_pool/shape.ts";
export { type Architecture, architecture, NOTEBOOK_ARCHITECTURE } from "./lib/ensemble/architecture.ts";
export { initialParameters } from "./lib/ensemble/initialisation.ts";
export { generateLabelVectors, LARGEST_COSINE, largestCosine } from "./lib/ensemble/label_vectors.ts";
export { NOTEBOOK_LABEL_VECTORS } from "./lib/ensemble/notebook_label_vectors.ts";
export type {
  MemberAtWork,
  MemberSource,
  TrainedMember,
  Trainer,
  TrainingMember,
  TrainingSettings,
} from "./lib/train/trainer.ts";
export { type BothScores, confusionMatrix, errorsOf, scoreBothWays } from "./lib/score/confusion.ts";
export type { CosineTensor } from "./lib/infer/cosine_tensor.ts";
export { labelFreePredictions } from "./lib/score/label_free.ts";
export { type LabelInformedScores, labelInformedScores } from "./lib/score/label_informed.ts";
export type { Scorer } from "./lib/infer/scorer.ts";
export { type AdapterDescription, type Backend, type BackendProvenance, openBackend } from "./lib/protocols/backend.ts";
export { Device } from "./lib/api/device.ts";
export { openDevice } from "./lib/api/open_device.ts";
export type { OnProgress } from "./lib/api/on_progress.ts";
export { loadPictures } from "./lib/api/load_pictures.ts";
export { buildGraph } from "./lib/api/build_graph.ts";
export { graphOfFeatures } from "./lib/api/graph_of_features.ts";
export { spreadLabels } from "./lib/api/spread_labels.ts";
export { vote, type Votes } from "./lib/spread/vote.ts";
export { trainNetworks } from "./lib/api/train_networks.ts";
export { predict } from "./lib/api/predict.ts";
export { runLeakFree } from "./lib/api/run_leak_free.ts";
export { runPublished } from "./lib/api/run_published.ts";
export { reproduce } from "./lib/api/reproduce.ts";
export { readRun } from "./lib/api/read_run.ts";
export { renderReport } from "./lib/api/render_report.ts";
export type * from "./lib/api/shapes.ts";
export type * from "./lib/api/run.ts";
export type { Copies } from "./lib/graph/copies.ts";
export type { FeatureRows } from "./lib/graph/feature_neighbours.ts";
export type { Neighbours } from "./lib/graph/local_scaling.ts";
export type { LabelledImages } from "./lib/spread/seed_labels.ts";
export type { PictureSet, RefusedPicture } from "./lib/pictures/picture_set.ts";
export { UsageError } from "./lib/config/usage_error.ts";
export { UntrainableError } from "./lib/train/untrainable_error.ts";

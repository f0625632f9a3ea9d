/**
 * The run record: everything that a run learned. `run.json` is this and nothing else; the report is a pure function of it.
 *
 * @module
 */
import { z } from "zod";
import { PublishedSettings } from "../config/published_settings.ts";

/** The version of the schema below; raised whenever a reader of the older one would misread the newer. */
export const RECORD_VERSION = 1;

const count = z.number().int().nonnegative();
const durationMs = z.number().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** JSON has no infinities: a loss that overflowed is refused here, before it can be written. */
const loss = z.number().nonnegative();
const perClass = <T extends z.ZodType>(item: T) => z.array(item).length(10);
/** Rows: true class. Columns: predicted class. */
const confusion = perClass(perClass(count));

/** The errors of one set of models on one set of images, with and without the label in the scorer. */
export const SetScores = z.strictObject({
  images: count,
  labelInformedErrors: count,
  labelFreeErrors: count,
  labelInformedConfusion: confusion,
  labelFreeConfusion: confusion,
});
/** The errors of one set of models on one set of images, with and without the label in the scorer. */
export type SetScores = z.infer<typeof SetScores>;

/** One stage of the notebook: ten models, each the best of its tries. */
export const StageRecord = z.strictObject({
  /** Row i of the stage's label-vector table is row `p[i]` of the table before it. */
  labelVectorPermutation: perClass(count),
  /** Tries a digit took, the winning one included. */
  tries: perClass(count),
  /** Final loss of every try of every digit, in the order in which they were taken. */
  lossByTry: perClass(z.array(loss)),
  winningLoss: perClass(loss),
  /** The winner's loss after each epoch. */
  lossCurve: perClass(z.array(loss)),
  /** Images each digit's model was trained on. */
  trainSetSizes: perClass(count),
  train: SetScores,
  test: SetScores,
  durationMs,
});
/** One stage of the notebook. */
export type StageRecord = z.infer<typeof StageRecord>;

/** What the notebook's step "Classification of digit images" kept; per-class figures go by pseudo-label. */
export const PseudoLabelRecord = z.strictObject({
  threshold: z.number(),
  /** Images kept, of all that were looked at. */
  selected: count,
  /** The notebook's own count, which skips a batch whose predicted minus true labels sum to more than 0. */
  classifiedCount: count,
  byClass: perClass(count),
  /** Kept images whose pseudo-label is not their true class. */
  wrong: count,
  wrongByClass: perClass(count),
});
/** What the notebook's pseudo-labelling kept. */
export type PseudoLabelRecord = z.infer<typeof PseudoLabelRecord>;

/** The published protocol's story. */
export const PublishedRecord = z.strictObject({
  settings: PublishedSettings,
  /** Parameters of one model. */
  parameters: count,
  /** Row d: training-set indices of digit d's labelled images, in the order drawn. */
  labelledTrainIndices: perClass(z.array(count)),
  /** The notebook's table before any permutation, [10][25]. */
  labelVectors: perClass(z.array(z.number())),
  stage1: StageRecord,
  pseudoLabels: PseudoLabelRecord,
  stage2: StageRecord,
  /** Where the time went; the parts overlap where work was done side by side. */
  timings: z.strictObject({
    setUpMs: durationMs,
    stage1TrainingMs: durationMs,
    pseudoLabelsMs: durationMs,
    stage2TrainingMs: durationMs,
    evaluationMs: durationMs,
  }),
  durationMs,
});
/** The published protocol's story. */
export type PublishedRecord = z.infer<typeof PublishedRecord>;

/** One file of the data set. */
export const DataFileRecord = z.strictObject({
  name: z.string(),
  /** Of the uncompressed bytes. */
  sha256,
});

/** The data set, named by its checksums. */
export const DatasetRecord = z.strictObject({
  /** "MNIST", another set that is known by its checksums, or "unknown data set". */
  name: z.string(),
  /** The package with its version, or the folder given. */
  source: z.string(),
  files: z.array(DataFileRecord).length(4),
  trainImages: count,
  testImages: count,
});
/** The data set, named by its checksums. */
export type DatasetRecord = z.infer<typeof DatasetRecord>;

/** The adapter that the kernels ran on. */
export const AdapterRecord = z.strictObject({
  description: z.string(),
  vendor: z.string(),
  architecture: z.string(),
  device: z.string(),
  /** A CPU stands in for a GPU. */
  software: z.boolean(),
});
/** The adapter that the kernels ran on. */
export type AdapterRecord = z.infer<typeof AdapterRecord>;

/** How the run came about. */
export const Provenance = z.strictObject({
  commandLine: z.array(z.string()),
  /** Every option with the value used. */
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Names of the options that were given rather than defaulted. */
  optionsSet: z.array(z.string()),
  quick: z.boolean(),
  version: z.string(),
  /** Absent outside a git checkout. */
  commit: z.string().optional(),
  /** Whether the checkout had uncommitted changes. */
  dirty: z.boolean().optional(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
  runtime: z.strictObject({ deno: z.string(), v8: z.string(), typescript: z.string(), tfjs: z.string() }),
  os: z.strictObject({ name: z.string(), release: z.string(), arch: z.string(), cores: count }),
  backend: z.enum(["webgpu", "cpu"]),
  /** Absent on the cpu backend, as are `limits` and `kernelPlan`. */
  adapter: AdapterRecord.optional(),
  limits: z.record(z.string(), z.number()).optional(),
  kernelPlan: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  dataset: DatasetRecord,
  seeds: z.strictObject({ stage1: count, stage2: count }),
});
/** How the run came about. */
export type Provenance = z.infer<typeof Provenance>;

/** `run.json`. */
export const RunRecord = z.strictObject({
  recordVersion: z.literal(RECORD_VERSION),
  provenance: Provenance,
  published: PublishedRecord.optional(),
});
/** `run.json`. */
export type RunRecord = z.infer<typeof RunRecord>;

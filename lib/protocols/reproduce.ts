import { fileURLToPath } from "node:url";
import { version_core } from "@tensorflow/tfjs-core";
import { type ReproduceOptions, seedsOfRun } from "../config/options.ts";
import { NOTEBOOK_SETTINGS, QUICK_SETTINGS } from "../config/published_settings.ts";
import { CLASSES, type Dataset } from "../data/dataset.ts";
import { loadDatasetFolder } from "../data/dataset_folder.ts";
import { loadMnistPackage } from "../data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../ensemble/architecture.ts";
import { generateLabelVectors } from "../ensemble/label_vectors.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../ensemble/notebook_label_vectors.ts";
import { publishedTensors } from "../ensemble/published_weights.ts";
import { encodeSafetensors, mergeTensorFiles, type TensorFile } from "../ensemble/safetensors.ts";
import { Gpu } from "../gpu/gpu.ts";
import { WEIGHTS_FILE } from "../run/folder.ts";
import { PICTURES_FILE, PICTURES_VERSION, RunPictures } from "../run/pictures.ts";
import type { Progress } from "../run/progress.ts";
import { hostProvenance, withoutHomePath } from "../run/provenance.ts";
import { RECORD_VERSION, RunRecord } from "../run/record.ts";
import { formatRecordJson } from "../run/record_json.ts";
import { auditModels } from "./audit_models.ts";
import { adapterProvenance, type Backend, type BackendProvenance, openBackend } from "./backend.ts";
import { runCorrected } from "./corrected.ts";
import { notebookPictures } from "./notebook_pictures.ts";
import type { NotebookInput } from "./notebook_steps.ts";
import { type PublishedOutcome, runPublished } from "./published.ts";
import { runPublishedSeeds } from "./published_seeds.ts";
import { reproduceLeakFree } from "./reproduce_leak_free.ts";

/** How a run was asked for. */
export interface ReproduceRequest {
  /** With the protocols that run (see `chooseProtocol`). */
  readonly options: ReproduceOptions;
  /** Keys of the options that were given. */
  readonly optionsSet: readonly string[];
  /** What is left out of what is the default. */
  readonly notices: readonly string[];
  /** The command line after the task's name. */
  readonly args: readonly string[];
  readonly startedAt: Date;
}

/** What a run leaves. */
export interface ReproduceOutcome {
  /** Everything that it learned. */
  readonly record: RunRecord;
  /** Further files of the run's folder, by name. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** One protocol's part of the record, and the files that it leaves. */
interface ProtocolOutcome {
  readonly results: Partial<RunRecord>;
  readonly files: ReproduceOutcome["files"];
  readonly pictures: Omit<RunPictures, "picturesVersion">;
  /** What was learned, kept in one file for all protocols; absent for those that keep nothing. */
  readonly tensors?: TensorFile;
  /** What the record says of where it ran. */
  readonly provenance: BackendProvenance;
}

/** Where graphs are kept if no folder is named. */
const CACHE_FOLDER = fileURLToPath(new URL("../../.cache", import.meta.url));

/**
 * Runs a protocol, or both, from data to record.
 *
 * @throws {GpuError} If the adapter is missing or fails.
 * @throws {Error} If the data cannot be read.
 */
export async function reproduce(request: ReproduceRequest, progress: Progress): Promise<ReproduceOutcome> {
  const startMs = performance.now();
  const { options, notices } = request;
  const seeds = seedsOfRun(options, request.optionsSet);
  const ofNotebook = options.protocol !== "leak-free";
  const host = await hostProvenance({
    task: "reproduce",
    args: request.args,
    options,
    optionsSet: request.optionsSet,
    quick: options.quick,
    startedAt: request.startedAt,
    tfjsVersion: version_core,
  });
  const gpu = options.backend === "webgpu" ? await Gpu.open() : undefined;
  try {
    const dataset = await loadDataset(options.dataDir);
    const outcomes: ProtocolOutcome[] = [];
    if (ofNotebook) outcomes.push(await runNotebook(options, seeds, dataset, gpu, startMs, progress));
    if (gpu && (options.protocol === "both" || !ofNotebook)) {
      const fromMs = ofNotebook ? performance.now() : startMs;
      outcomes.push(await runLeakFreePart(options, dataset, gpu, fromMs, progress));
    }
    const record = RunRecord.parse({
      recordVersion: RECORD_VERSION,
      provenance: {
        ...host,
        ...outcomes[0]!.provenance,
        ...(notices.length > 0 && { notices }),
        dataset: { ...dataset.identity, source: withoutHomePath(dataset.identity.source) },
        ...(ofNotebook && { seeds: { stage1: seeds[0]!, stage2: seeds[0]! + 1 } }),
        endedAt: new Date().toISOString(),
      },
      ...Object.assign({}, ...outcomes.map(({ results }) => results)),
    });
    const pictures = RunPictures.parse(
      Object.assign({ picturesVersion: PICTURES_VERSION }, ...outcomes.map(({ pictures }) => pictures)),
    );
    const learned = outcomes.flatMap(({ tensors }) => tensors ?? []);
    const files = [
      { [PICTURES_FILE]: formatRecordJson(pictures) },
      ...(learned.length > 0 ? [{ [WEIGHTS_FILE]: encodeSafetensors(learned.reduce(mergeTensorFiles)) }] : []),
      ...outcomes.map(({ files }) => files),
    ];
    return { record, files: Object.assign({}, ...files) };
  } finally {
    gpu?.close();
  }
}

async function loadDataset(dir: string): Promise<Dataset> {
  return dir === "" ? await loadMnistPackage() : await loadDatasetFolder(dir);
}

async function runLeakFreePart(
  options: ReproduceOptions,
  dataset: Dataset,
  gpu: Gpu,
  startMs: number,
  progress: Progress,
): Promise<ProtocolOutcome> {
  const cacheFolder = options.cache ? options.cacheDir || CACHE_FOLDER : undefined;
  const run = await reproduceLeakFree(options, dataset, gpu, cacheFolder, startMs, progress);
  return {
    results: { leakFree: run.record },
    files: { "predictions.json": formatRecordJson(run.predictions.map((classes) => [...classes])) },
    pictures: { leakFree: run.pictures },
    tensors: run.tensors,
    provenance: adapterProvenance(gpu),
  };
}

/** Runs the protocol of the notebook that was asked for. */
async function runNotebook(
  options: ReproduceOptions,
  seeds: readonly number[],
  dataset: Dataset,
  gpu: Gpu | undefined,
  startMs: number,
  progress: Progress,
): Promise<ProtocolOutcome> {
  const model = NOTEBOOK_ARCHITECTURE;
  const backend = await openBackend(options.backend, model, CLASSES, seeds.length > 1, gpu);
  try {
    const inputs = seeds.map((seed): NotebookInput => ({
      model,
      dataset,
      labelVectors: options.labelVectors === "generated"
        ? generateLabelVectors(CLASSES, model.outputSize, seed)
        : NOTEBOOK_LABEL_VECTORS,
      settings: options.quick ? QUICK_SETTINGS : NOTEBOOK_SETTINGS,
      seed,
      waveWidth: options.waveWidth,
      setUpMs: performance.now() - startMs,
    }));
    return { ...await runProtocol(options, inputs, backend, progress), provenance: backend.provenance };
  } finally {
    backend.close();
  }
}

/** A protocol's own part of the run record, and the files that it leaves beside it. */
async function runProtocol(
  { protocol, seeds }: ReproduceOptions,
  inputs: readonly NotebookInput[],
  { trainer, scorer }: Backend,
  progress: Progress,
): Promise<Omit<ProtocolOutcome, "provenance">> {
  const input = inputs[0]!;
  if (protocol === "corrected") {
    const { record, evidence } = await runCorrected(input, trainer, scorer, progress);
    return { results: { corrected: record }, files: {}, pictures: { notebook: notebookPictures(evidence) } };
  }
  if (seeds !== "") {
    const { first, ...results } = await runPublishedSeeds(inputs, trainer, scorer, progress);
    return {
      results,
      files: {},
      tensors: tensorsOf(input, first),
      pictures: { notebook: notebookPictures(first.evidence) },
    };
  }
  const outcome = await runPublished(input, trainer, scorer, progress);
  return {
    results: { published: outcome.record, audit: await auditModels(outcome, input.seed, scorer, progress) },
    files: {},
    tensors: tensorsOf(input, outcome),
    pictures: { notebook: notebookPictures(outcome.evidence) },
  };
}

function tensorsOf({ model }: NotebookInput, outcome: PublishedOutcome): TensorFile {
  const { models, labelVectors, record: { stage1, stage2 } } = outcome;
  const permutations = { stage1: stage1.labelVectorPermutation, stage2: stage2.labelVectorPermutation };
  return publishedTensors(model, { models, labelVectors, permutations });
}

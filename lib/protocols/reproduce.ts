import { type ReproduceOptions, seedsOfRun } from "../config/options.ts";
import { NOTEBOOK_SETTINGS, QUICK_SETTINGS } from "../config/published_settings.ts";
import { CLASSES, type Dataset } from "../data/dataset.ts";
import { loadDatasetFolder } from "../data/dataset_folder.ts";
import { loadMnistPackage } from "../data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../ensemble/architecture.ts";
import { CompilingAhead } from "../ensemble/compile_ahead.ts";
import { generateLabelVectors } from "../ensemble/label_vectors.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../ensemble/notebook_label_vectors.ts";
import { publishedTensors } from "../ensemble/published_weights.ts";
import { encodeSafetensors, mergeTensorFiles, type TensorFile } from "../ensemble/safetensors.ts";
import { Gpu } from "../gpu/gpu.ts";
import { planKind } from "../kernels/plan.ts";
import { WEIGHTS_FILE } from "../run/folder.ts";
import { PICTURES_FILE, PICTURES_VERSION, RunPictures } from "../run/pictures.ts";
import { type KeptSteps, keptSteps } from "../run/kept_steps.ts";
import type { Progress } from "../run/progress.ts";
import { withoutHomePath } from "../run/provenance.ts";
import { RECORD_VERSION, RunRecord } from "../run/record.ts";
import { formatRecordJson } from "../run/record_json.ts";
import { auditModels } from "./audit_models.ts";
import {
  adapterProvenance,
  type Backend,
  type BackendProvenance,
  CPU_PROVENANCE,
  openBackend,
  webGpuBackend,
} from "./backend.ts";
import { runCorrected } from "./corrected.ts";
import { notebookPictures } from "./notebook_pictures.ts";
import type { NotebookInput } from "./notebook_steps.ts";
import { type PublishedOutcome, runPublished } from "./published.ts";
import { runPublishedSeeds } from "./published_seeds.ts";
import { openRun } from "./open_run.ts";
import { CACHE_FOLDER } from "./graph_cache.ts";
import { reproduceLeakFree } from "./reproduce_leak_free.ts";
import type { ReproduceRequest } from "./reproduce_request.ts";

/** What a run leaves. */
export interface ReproduceOutcome {
  /** Everything that it learned. */
  readonly record: RunRecord;
  /** Further files of the run's folder, by name. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** To be called when all is written: what was kept for going on is not needed any more. */
  end(): Promise<void>;
}

/** One protocol's part of the record, and the files that it leaves. */
interface ProtocolOutcome {
  readonly results: Partial<RunRecord>;
  readonly files?: ReproduceOutcome["files"];
  readonly pictures: Omit<RunPictures, "picturesVersion">;
  /** What was learned, kept in one file for all protocols; absent for those that keep nothing. */
  readonly tensors?: TensorFile;
  /** What the record says of where it ran. */
  readonly provenance: BackendProvenance;
}

/**
 * Runs a protocol, or both, from data to record; or goes on with a run that was stopped, to the same end.
 *
 * What a run does is kept in its folder as it goes (see `Checkpoint`), from before its first step until it ends.
 *
 * @param notify Shows a notice.
 * @throws {GpuError} If the adapter is missing or fails.
 * @throws {Error} If the data cannot be read, or there is nothing to go on with.
 * @throws {RangeError} If a run is to go on with other data, another adapter or another version.
 */
export async function reproduce(
  request: ReproduceRequest,
  progress: Progress,
  notify: (notice: string) => void = (notice) => console.error(notice),
): Promise<ReproduceOutcome> {
  const startMs = performance.now();
  const opened = await openRun(request, notify);
  const { options } = opened;
  const seeds = seedsOfRun(options, opened.optionsSet);
  const ofNotebook = options.protocol !== "leak-free";
  const onGpu = options.backend === "webgpu";
  const gpu = onGpu ? await Gpu.open(options.plan) : undefined;
  const ahead = ofNotebook && gpu ? compileNotebookAhead(gpu) : undefined;
  try {
    const dataset = await loadDataset(options.dataDir);
    const ground = {
      ...(gpu ? adapterProvenance(gpu) : CPU_PROVENANCE),
      dataset: { ...dataset.identity, source: withoutHomePath(dataset.identity.source) },
      ...(ofNotebook && { seeds: { stage1: seeds[0]!, stage2: seeds[0]! + 1 } }),
    };
    const { checkpoint, provenance } = await opened.begin(ground);
    const steps = keptSteps(checkpoint);
    const outcomes: ProtocolOutcome[] = [];
    if (ofNotebook) {
      const run = () =>
        runNotebook(options, seeds, dataset, { gpu, ahead }, startMs, progress, steps.under("notebook"));
      outcomes.push(await steps.once("Notebook", progress, run));
    }
    if (gpu && (options.protocol === "both" || !ofNotebook)) {
      const fromMs = ofNotebook ? performance.now() : startMs;
      outcomes.push(await runLeakFreePart(options, dataset, gpu, fromMs, progress, steps.under("leak-free")));
    }
    const record = RunRecord.parse({
      recordVersion: RECORD_VERSION,
      provenance: { ...provenance, ...outcomes[0]!.provenance, endedAt: new Date().toISOString() },
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
    return { record, files: Object.assign({}, ...files), end: () => checkpoint.end() };
  } finally {
    ahead?.stop();
    gpu?.close();
  }
}

/** Only where a CPU that has a second core stands in for a GPU. */
function compileNotebookAhead({ traits }: Gpu): CompilingAhead | undefined {
  if (planKind(traits) !== "software" || !traits.software || navigator.hardwareConcurrency < 2) return undefined;
  const batch = Math.min(NOTEBOOK_SETTINGS.batchSize, NOTEBOOK_SETTINGS.stage1.imagesPerClass);
  return new CompilingAhead(NOTEBOOK_ARCHITECTURE, CLASSES, batch);
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
  steps: KeptSteps,
): Promise<ProtocolOutcome> {
  const cacheFolder = options.cache ? options.cacheDir || CACHE_FOLDER : undefined;
  const run = await reproduceLeakFree(options, dataset, gpu, cacheFolder, startMs, progress, steps);
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
  { gpu, ahead }: { readonly gpu: Gpu | undefined; readonly ahead: CompilingAhead | undefined },
  startMs: number,
  progress: Progress,
  steps: KeptSteps,
): Promise<ProtocolOutcome> {
  const model = NOTEBOOK_ARCHITECTURE;
  const backend = gpu
    ? await webGpuBackend(gpu, model, CLASSES, ahead)
    : await openBackend(options.backend, model, CLASSES);
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
    return { ...await runProtocol(options, inputs, backend, progress, steps), provenance: backend.provenance };
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
  steps: KeptSteps,
): Promise<Omit<ProtocolOutcome, "provenance">> {
  const input = inputs[0]!;
  if (protocol === "corrected") {
    const { record, evidence } = await runCorrected(input, trainer, scorer, progress, steps);
    return { results: { corrected: record }, pictures: { notebook: notebookPictures(evidence) } };
  }
  if (seeds !== "") {
    const { first, ...results } = await runPublishedSeeds(inputs, trainer, scorer, progress, steps);
    return {
      results,
      tensors: tensorsOf(input, first),
      pictures: { notebook: notebookPictures(first.evidence) },
    };
  }
  const outcome = await runPublished(input, trainer, scorer, progress, steps);
  return {
    results: { published: outcome.record, audit: await auditModels(outcome, input.seed, scorer, progress) },
    tensors: tensorsOf(input, outcome),
    pictures: { notebook: notebookPictures(outcome.evidence) },
  };
}

function tensorsOf({ model }: NotebookInput, outcome: PublishedOutcome): TensorFile {
  const { models, labelVectors, record: { stage1, stage2 } } = outcome;
  const permutations = { stage1: stage1.labelVectorPermutation, stage2: stage2.labelVectorPermutation };
  return publishedTensors(model, { models, labelVectors, permutations });
}

import { type ReproduceOptions, seedsOfRun } from "../config/options.ts";
import { NOTEBOOK_SETTINGS } from "../config/published_settings.ts";
import { CLASSES, type Dataset } from "../data/dataset.ts";
import { loadDatasetFolder } from "../pictures/dataset_folder.ts";
import { loadMnistPackage } from "../data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../ensemble/architecture.ts";
import { CompilingAhead } from "../ensemble/compile_ahead.ts";
import { encodeSafetensors, mergeTensorFiles } from "../ensemble/safetensors.ts";
import { GpuError } from "../gpu/errors.ts";
import { Gpu } from "../gpu/gpu.ts";
import type { GraphStore } from "../graph/graph_file.ts";
import { planKind } from "../kernels/plan.ts";
import { WEIGHTS_FILE } from "../run/folder.ts";
import { reproduceAdvice } from "../run/gpu_advice.ts";
import { PICTURES_FILE, PICTURES_VERSION, RunPictures } from "../record/pictures.ts";
import { type KeptSteps, keptSteps } from "../run/kept_steps.ts";
import type { Progress } from "../run/progress.ts";
import { withoutHomePath } from "../run/provenance.ts";
import { RECORD_VERSION, RunRecord } from "../record/record.ts";
import { formatRecordJson } from "../record/record_json.ts";
import { adapterProvenance, CPU_PROVENANCE } from "./backend.ts";
import { checkInput } from "./check_input.ts";
import { dataNotices } from "./data_notices.ts";
import { isFinal, type RunPart, runParts } from "./run_parts.ts";
import { CACHE_FOLDER, graphCache } from "./graph_cache.ts";
import { openRun } from "./open_run.ts";
import { planRun } from "./plan_run.ts";
import type { ProtocolOutcome } from "./protocol_outcome.ts";
import { reproduceLeakFree } from "./reproduce_leak_free.ts";
import { reproduceNotebook } from "./reproduce_notebook.ts";
import type { ReproduceRequest } from "./reproduce_request.ts";

/** What a run leaves. */
export interface ReproduceOutcome {
  /** Everything that it learned. */
  readonly record: RunRecord;
  /** Further files of the run's folder, by name. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** To be called when all is written: what was kept for going on goes, unless a part that failed may yet end. */
  end(): Promise<void>;
}

/**
 * Runs a protocol, or both, from data to record; or goes on with a run that was stopped, to the same end.
 *
 * What a run does is kept in its folder as it goes (see `Checkpoint`), from before its first step until it ends. Of several
 * protocols or seeds one that fails takes no other with it: the record names it.
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
  const setUp = progress.stage("Setting up", 1);
  const opened = await openRun(request, notify);
  const { options } = opened;
  let gpu: Gpu | undefined;
  let ahead: CompilingAhead | undefined;
  let begun = false;
  const advise = (error: unknown, part?: RunPart<unknown>["protocol"]) => {
    if (!(error instanceof GpuError) || error.failure === undefined) return;
    const softwarePlan = gpu !== undefined && planKind(gpu.traits) === "software";
    const { optionsSet } = opened;
    const failed = { options, optionsSet, resumed: "resumedAt" in request, softwarePlan, ...(part && { part }) };
    error.advise(...reproduceAdvice(error.failure, failed));
  };
  try {
    const seeds = seedsOfRun(options, opened.optionsSet);
    const ofNotebook = options.protocol !== "leak-free";
    const leakFree = options.protocol === "both" || !ofNotebook;
    gpu = options.backend === "webgpu" ? await Gpu.open(options.plan) : undefined;
    ahead = ofNotebook && gpu ? compileNotebookAhead(gpu) : undefined;
    const dataset = await loadDataset(options.dataDir);
    // What a run that goes on needs was there when it began, and may since have been used.
    if (!("resumedAt" in request)) await checkInput(options, dataset, gpu);
    const { checkpoint, provenance } = await opened.begin({
      ...(gpu ? adapterProvenance(gpu) : CPU_PROVENANCE),
      dataset: { ...dataset.identity, source: withoutHomePath(dataset.identity.source) },
      ...(ofNotebook && { seeds: { stage1: seeds[0]!, stage2: seeds[0]! + 1 } }),
    }, dataNotices(dataset, { leakFree: leakFree && gpu !== undefined, quick: options.quick }));
    const steps = keptSteps(checkpoint);
    const parts: RunPart<ProtocolOutcome>[] = [];
    if (ofNotebook) {
      const run = () =>
        reproduceNotebook(options, seeds, dataset, { gpu, ahead }, startMs, progress, steps.under("notebook"));
      parts.push({ protocol: "published", run: () => steps.once("Notebook", progress, run) });
    }
    const device = leakFree ? gpu : undefined;
    if (device) {
      const run = () => {
        const fromMs = ofNotebook ? performance.now() : startMs;
        return runLeakFreePart(options, dataset, device, fromMs, progress, steps.under("leak-free"), notify);
      };
      parts.push({ protocol: "leak-free", run });
    }
    begun = true;
    setUp.finish();
    const ofGraph = device && { gpu: device, graphStore: storeOf(options, notify) };
    progress.plan?.(await planRun(options, dataset, ofNotebook ? seeds.length : 0, ofGraph));
    const { outcomes, failures, final } = await runParts(parts, advise, notify, options.debug);
    const record = RunRecord.parse({
      recordVersion: RECORD_VERSION,
      provenance: { ...provenance, ...outcomes[0]!.provenance, endedAt: new Date().toISOString() },
      ...Object.assign({}, ...outcomes.map(({ results }) => results)),
      ...(failures.length > 0 && { failures }),
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
    return {
      record,
      files: Object.assign({}, ...files),
      end: async () => final ? await checkpoint.end() : checkpoint.leave(),
    };
  } catch (error) {
    if (!begun) advise(error);
    // What went wrong first is what is said.
    await opened.abandon(isFinal(error)).catch(() => {});
    throw error;
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

/** Where the graph is kept; undefined: nowhere. */
function storeOf({ cache, cacheDir }: ReproduceOptions, notify: (notice: string) => void): GraphStore | undefined {
  return cache ? graphCache(cacheDir || CACHE_FOLDER, notify) : undefined;
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
  notify: (notice: string) => void,
): Promise<ProtocolOutcome> {
  const run = await reproduceLeakFree(options, dataset, gpu, storeOf(options, notify), startMs, progress, steps);
  return {
    results: { leakFree: run.record },
    files: { "predictions.json": formatRecordJson(run.predictions.map((classes) => [...classes])) },
    pictures: { leakFree: run.pictures },
    tensors: run.tensors,
    provenance: adapterProvenance(gpu),
  };
}

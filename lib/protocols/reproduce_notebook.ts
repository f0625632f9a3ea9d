import type { ReproduceOptions } from "../config/options.ts";
import { NOTEBOOK_SETTINGS, QUICK_SETTINGS } from "../config/published_settings.ts";
import { CLASSES, type Dataset } from "../data/dataset.ts";
import { NOTEBOOK_ARCHITECTURE } from "../ensemble/architecture.ts";
import type { CompilingAhead } from "../ensemble/compile_ahead.ts";
import { generateLabelVectors } from "../ensemble/label_vectors.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../ensemble/notebook_label_vectors.ts";
import { publishedTensors } from "../ensemble/published_weights.ts";
import type { TensorFile } from "../ensemble/safetensors.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { KeptSteps } from "../run/kept_steps.ts";
import type { Progress } from "../run/progress.ts";
import { auditModels } from "./notebook/audit_models.ts";
import { type Backend, openBackend, webGpuBackend } from "./backend.ts";
import { runCorrected } from "./notebook/corrected.ts";
import { notebookPictures } from "./notebook/notebook_pictures.ts";
import type { NotebookInput } from "./notebook/notebook_steps.ts";
import type { ProtocolOutcome } from "./protocol_outcome.ts";
import { type PublishedOutcome, runPublished } from "./notebook/published.ts";
import { runPublishedSeeds } from "./notebook/published_seeds.ts";

/**
 * Runs the protocol of the notebook that was asked for.
 *
 * @param seeds The first one's models and record are kept in full.
 * @param startMs When the run began, by `performance.now()`.
 * @throws {UntrainableError} If what the seed draws cannot be trained.
 * @throws {AggregateError} If that holds for each of several seeds.
 * @throws {GpuError} If the adapter fails.
 */
export async function reproduceNotebook(
  options: ReproduceOptions,
  seeds: readonly number[],
  dataset: Dataset,
  { gpu, ahead }: { readonly gpu: Gpu | undefined; readonly ahead: CompilingAhead | undefined },
  startMs: number,
  progress: Progress,
  steps: KeptSteps,
): Promise<ProtocolOutcome> {
  const model = NOTEBOOK_ARCHITECTURE;
  const preparing = progress.stage("Preparing models", 1);
  const backend = gpu
    ? await webGpuBackend(gpu, model, CLASSES, ahead)
    : await openBackend(options.backend, model, CLASSES);
  preparing.finish();
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
    const { seed, ...outcome } = await runProtocol(options, inputs, backend, progress, steps);
    return { ...outcome, provenance: { ...backend.provenance, seeds: { stage1: seed, stage2: seed + 1 } } };
  } finally {
    backend.close();
  }
}

/** A protocol's own part of the run record, the files that it leaves beside it, and the seed that they are of. */
async function runProtocol(
  { protocol, seeds }: ReproduceOptions,
  inputs: readonly NotebookInput[],
  { trainer, scorer }: Backend,
  progress: Progress,
  steps: KeptSteps,
): Promise<Omit<ProtocolOutcome, "provenance"> & { readonly seed: number }> {
  const input = inputs[0]!;
  const { seed } = input;
  if (protocol === "corrected") {
    const { record, evidence } = await runCorrected(input, trainer, scorer, progress, steps);
    return { seed, results: { corrected: record }, pictures: { notebook: notebookPictures(evidence) } };
  }
  if (seeds !== "") {
    const { first, firstSeed, failures, ...results } = await runPublishedSeeds(
      inputs,
      trainer,
      scorer,
      progress,
      steps,
    );
    return {
      seed: firstSeed,
      results: { ...results, ...(failures.length > 0 && { failures }) },
      tensors: tensorsOf(input, first),
      pictures: { notebook: notebookPictures(first.evidence) },
    };
  }
  const outcome = await runPublished(input, trainer, scorer, progress, steps);
  return {
    seed,
    results: { published: outcome.record, audit: await auditModels(outcome, seed, scorer, progress) },
    tensors: tensorsOf(input, outcome),
    pictures: { notebook: notebookPictures(outcome.evidence) },
  };
}

function tensorsOf({ model }: NotebookInput, outcome: PublishedOutcome): TensorFile {
  const { models, labelVectors, record: { stage1, stage2 } } = outcome;
  const permutations = { stage1: stage1.labelVectorPermutation, stage2: stage2.labelVectorPermutation };
  return publishedTensors(model, { models, labelVectors, permutations });
}

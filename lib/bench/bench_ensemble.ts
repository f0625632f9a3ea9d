import type { ImageSet } from "../data/dataset.ts";
import type { Architecture } from "../ensemble/architecture.ts";
import { ImageStore } from "../ensemble/image_store.ts";
import { compileEnsemble, EnsembleKernels, type EnsemblePipelines } from "../ensemble/pipelines.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { Dispatch } from "../gpu/dispatch.ts";
import { NOTEBOOK_ADAMW } from "../kernels/adamw/reference.ts";
import { choosePlan, type KernelPlan, withStoredParameters } from "../kernels/plan.ts";
import { WebGpuScorer } from "../infer/webgpu_scorer.ts";
import type { TrainingMember, TrainingSettings } from "../train/trainer.ts";
import { TryStream } from "../train/try_stream.ts";
import { WebGpuTrainer } from "../train/webgpu_trainer.ts";
import { capture } from "./captured.ts";
import { type PipelineTiming, timedPipelines } from "./timed_pipelines.ts";

/** An ensemble of the product with everything that it works on. */
export interface BenchEnsemble {
  readonly gpu: Gpu;
  readonly model: Architecture;
  readonly plan: KernelPlan;
  readonly pipelines: EnsemblePipelines;
  /** Owned by the ensemble. */
  readonly images: ImageStore;
  readonly imageSet: ImageSet;
  /** One row a class, f32 [outputSize]. */
  readonly labelVectors: readonly Float32Array[];
  /** What compiling each kernel took, one after the other. */
  readonly compiling: readonly PipelineTiming[];
}

/** Dispatches that can be run again and again. */
export interface BenchPass {
  readonly dispatches: readonly Dispatch[];
  release(): void;
}

/** AdamW as the notebook has it. */
export const BENCH_OPTIMISER = NOTEBOOK_ADAMW;

/**
 * Plans and compiles an ensemble for the adapter at hand.
 *
 * @throws {GpuError} If a kernel does not compile.
 */
export async function openEnsemble(
  gpu: Gpu,
  model: Architecture,
  imageSet: ImageSet,
  labelVectors: readonly Float32Array[],
): Promise<BenchEnsemble> {
  const plan = choosePlan(gpu.traits, model.layers.map(({ shape }) => shape));
  const timed = timedPipelines(gpu);
  const pipelines = await compileEnsemble(timed.gpu, model, plan, labelVectors.length);
  const images = new ImageStore(gpu, model, plan.storage);
  return { gpu, model, plan, pipelines, images, imageSet, labelVectors, compiling: timed.timings };
}

/**
 * Members as a stage's first tries draw them, each with a target of its own.
 *
 * @param imagesEach Images that a member sees in an epoch.
 */
export function drawMembers(
  { model, labelVectors, imageSet }: Pick<BenchEnsemble, "model" | "labelVectors" | "imageSet">,
  count: number,
  imagesEach: number,
  epochs: number,
): TrainingMember[] {
  const stream = new TryStream(model, epochs, 0);
  return Array.from({ length: count }, (_, i) => {
    const { initial, orders } = stream.drawsAt(i, Math.min(imagesEach, imageSet.count));
    return { initial, target: labelVectors[i % labelVectors.length]!, epochs: orders };
  });
}

/**
 * Records one training step of `members` members on `batch` images each, in chunks as the product trains them.
 *
 * @param atOnce Makes one chunk of all members instead.
 * @throws {GpuError} If the adapter has no room for so many.
 */
export async function trainingPass(
  ensemble: BenchEnsemble,
  members: number,
  batch: number,
  atOnce: boolean = false,
): Promise<BenchPass> {
  const { pipelines, images, imageSet } = ensemble;
  const chunked = atOnce ? await pipelinesOfMany(ensemble, members) : pipelines;
  const settings: TrainingSettings = { batchSize: batch, optimiser: BENCH_OPTIMISER };
  return repeatable(
    await capture(ensemble.gpu, async (gpu) => {
      const trainer = new WebGpuTrainer(gpu, chunked, images);
      try {
        await trainer.train(imageSet, drawMembers(ensemble, members, batch, 1), settings);
      } finally {
        trainer.release();
      }
    }),
  );
}

/** An ensemble's pipelines for so many members at once: where a uniform buffer does not hold their parameters, compiled anew. */
async function pipelinesOfMany({ gpu, model, pipelines }: BenchEnsemble, members: number): Promise<EnsemblePipelines> {
  const plan = { ...pipelines.plan, trainingMembers: members };
  if (members <= (plan.uniformMembers ?? Infinity)) return { ...pipelines, plan };
  const kernels = new EnsembleKernels(gpu, model, withStoredParameters(plan), pipelines.classes);
  await kernels.compile(kernels.training);
  return kernels.pipelines;
}

/**
 * Records one batch of scoring by `members` members, in chunks as the product scores, and says of how many images.
 *
 * @throws {GpuError} If the adapter has no room for so many members.
 */
export async function scoringPass(ensemble: BenchEnsemble, members: number): Promise<BenchPass & { images: number }> {
  const { pipelines, images, imageSet, labelVectors, plan } = ensemble;
  const lanes = Math.min(plan.scoringLanes, imageSet.count);
  // Of the same pixels, so that they are packed once; of all images a thousand members' scores would find no room.
  const batch = { count: lanes, pixels: imageSet.pixels };
  const parameters = drawMembers(ensemble, members, 1, 0).map(({ initial }) => initial);
  const pass = repeatable(
    await capture(
      ensemble.gpu,
      (gpu) => new WebGpuScorer(gpu, pipelines, images).cosines(batch, parameters, labelVectors),
    ),
  );
  return { ...pass, images: lanes };
}

/** Leaves out the advance of the step counter: the same step is run again and again, so that no table ends. */
export function repeatable(
  { passes, release }: { passes: readonly (readonly Dispatch[])[]; release(): void },
): BenchPass {
  return { dispatches: passes.flat().filter(({ pipeline }) => pipeline.label !== "advance step"), release };
}

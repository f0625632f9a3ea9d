import { IMAGE_PIXELS } from "../data/dataset.ts";
import type { StageProgress } from "../run/progress.ts";
import { WebGpuScorer } from "../infer/webgpu_scorer.ts";
import { WebGpuTrainer } from "../train/webgpu_trainer.ts";
import { BENCH_OPTIMISER, type BenchEnsemble, type BenchPass, drawMembers } from "./bench_ensemble.ts";
import type { CeilingRecord, WorkRecord } from "./bench_record.ts";
import type { BenchSettings } from "./bench_settings.ts";
import { openCeilings } from "./ceilings.ts";
import { gpuSampler } from "./gpu_sampler.ts";
import { interleave } from "./interleave.ts";
import { longEnough } from "./long_enough.ts";
import { forwardMultiplyAdds, kernelMultiplyAdds, trainingMultiplyAdds } from "./multiply_adds.ts";
import { ceilingRecords, type Work, workRecord } from "./works.ts";

/** Images that the product's scoring is called with, at most: enough for its set-up to count little. */
const CALLED_IMAGES = 2000;

/** What is measured of the kernels. */
export interface KernelMeasurements {
  readonly ceilings: CeilingRecord[];
  readonly kernels: WorkRecord[];
  readonly passes: WorkRecord[];
}

/** The recorded passes that kernels are measured in. */
export interface KernelPasses {
  /** One training step of `trainingMembers` members. */
  readonly training: BenchPass;
  readonly trainingMembers: number;
  /** One batch of scoring by the settings' `scoringMembers`. */
  readonly scoring: BenchPass & { readonly images: number };
}

/**
 * Measures every kernel, whole passes, the product's own calls and the adapter's ceilings, all in the same rounds.
 *
 * @throws {GpuError} If the device fails.
 */
export async function measureKernels(
  ensemble: BenchEnsemble,
  passes: KernelPasses,
  settings: BenchSettings,
  bar: StageProgress,
): Promise<KernelMeasurements> {
  const trainer = new WebGpuTrainer(ensemble.gpu, ensemble.pipelines, ensemble.images);
  const ceilings = await openCeilings(ensemble.gpu, settings);
  try {
    const kernels = kernelWorks(ensemble, passes, settings);
    const whole = [...passWorks(ensemble, passes, settings), ...calledWorks(ensemble, trainer, settings)];
    const works = [...kernels, ...whole];
    const spreads = await interleave(
      [...ceilings, ...works],
      { repeats: settings.repeats, warmUps: 1 },
      (share, next) => bar.update(share, next),
    );
    const records = ceilingRecords(ceilings, spreads, ensemble.gpu.traits.software);
    const toRecord = (work: Work) => workRecord(work, spreads.get(work.name)!, records);
    return {
      ceilings: records,
      kernels: kernels.map(toRecord),
      passes: whole.map(toRecord),
    };
  } finally {
    for (const ceiling of ceilings) ceiling.release();
    trainer.release();
  }
}

/** Each kernel of both passes by itself, once: the forward kernels as they train, with their pool codes kept. */
function kernelWorks(
  { gpu, model }: BenchEnsemble,
  { training, trainingMembers, scoring }: KernelPasses,
  { leastMs, batch, scoringMembers }: BenchSettings,
): Work[] {
  const works = new Map<string, Work>();
  const add = (pass: BenchPass, members: number, images: number) => {
    for (const dispatch of pass.dispatches) {
      const name = dispatch.pipeline.label;
      if (works.has(name)) continue;
      const same = pass.dispatches.filter(({ pipeline }) => pipeline.label === name);
      works.set(name, {
        name,
        members,
        images,
        multiplyAdds: kernelMultiplyAdds(model, name),
        sample: gpuSampler(gpu, same, leastMs),
      });
    }
  };
  add(training, trainingMembers, batch);
  add(scoring, scoringMembers, scoring.images);
  return [...works.values()];
}

/** Whole passes, on the adapter alone. */
function passWorks(
  { gpu, model }: BenchEnsemble,
  { training, trainingMembers, scoring }: KernelPasses,
  { leastMs, batch, scoringMembers }: BenchSettings,
): Work[] {
  return [
    {
      name: "training step",
      members: trainingMembers,
      images: batch,
      multiplyAdds: trainingMultiplyAdds(model),
      sample: gpuSampler(gpu, training.dispatches, leastMs),
    },
    {
      name: "scoring",
      members: scoringMembers,
      images: scoring.images,
      multiplyAdds: forwardMultiplyAdds(model),
      sample: gpuSampler(gpu, scoring.dispatches, leastMs),
    },
  ];
}

/** The product's calls from start to end: uploads, recording, waits and reading back are in them. */
function calledWorks(ensemble: BenchEnsemble, trainer: WebGpuTrainer, settings: BenchSettings): Work[] {
  const { model, plan, imageSet, images, labelVectors, gpu, pipelines } = ensemble;
  const { leastMs, batch, scoringMembers } = settings;
  const members = drawMembers(ensemble, plan.trainingMembers, batch, 1);
  const parameters = drawMembers(ensemble, scoringMembers, 1, 0).map(({ initial }) => initial);
  const scorer = new WebGpuScorer(gpu, pipelines, images);
  const count = Math.min(CALLED_IMAGES, imageSet.count);
  const scored = { count, pixels: imageSet.pixels.subarray(0, count * IMAGE_PIXELS) };
  return [
    {
      name: "training, as called",
      members: members.length,
      images: batch,
      multiplyAdds: trainingMultiplyAdds(model),
      sample: longEnough(async (times) => {
        const longer = members.map((member) => ({ ...member, epochs: Array(times).fill(member.epochs[0]!) }));
        await trainer.train(imageSet, longer, { batchSize: batch, optimiser: BENCH_OPTIMISER });
      }, leastMs),
    },
    {
      name: "scoring, as called",
      members: scoringMembers,
      images: scored.count,
      multiplyAdds: forwardMultiplyAdds(model),
      sample: longEnough(async (times) => {
        for (let i = 0; i < times; i++) await scorer.cosines(scored, parameters, labelVectors);
      }, leastMs),
    },
  ];
}

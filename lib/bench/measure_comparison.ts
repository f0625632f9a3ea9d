import * as tf from "@tensorflow/tfjs-core";
import { IMAGE_PIXELS } from "../data/dataset.ts";
import type { StageProgress } from "../run/progress.ts";
import { ReferenceScorer } from "../score/reference_scorer.ts";
import { ReferenceTrainer } from "../train/reference_trainer.ts";
import { BENCH_OPTIMISER, type BenchEnsemble, drawMembers } from "./bench_ensemble.ts";
import type { ComparisonRecord } from "./bench_record.ts";
import type { BenchSettings } from "./bench_settings.ts";
import { gpuSampler } from "./gpu_sampler.ts";
import { interleave, type Measured } from "./interleave.ts";
import { longEnough } from "./long_enough.ts";
import type { KernelPasses } from "./measure_kernels.ts";
import { mapSpread, ratioSpread } from "./statistics.ts";
import { tfjsImages, TfjsModel } from "./tfjs_model.ts";

/** One way of doing a piece of work. */
interface Way extends Measured {
  /** Images, times members, in what a sample tells the milliseconds of. */
  readonly images: number;
}

const TFJS = "tfjs operations, one member at a time";
const REFERENCE = "plain references in float64";

/**
 * Measures scoring and training against the same work out of tfjs's own operations, one member at a time, and against the
 * plain references.
 *
 * @throws {GpuError} If the device fails.
 */
export async function measureComparison(
  ensemble: BenchEnsemble,
  passes: KernelPasses,
  settings: BenchSettings,
  bar: StageProgress,
): Promise<ComparisonRecord[]> {
  const { model, gpu, labelVectors } = ensemble;
  const [member] = drawMembers(ensemble, 1, settings.batch, 1);
  const peer = new TfjsModel(model, member!.initial, BENCH_OPTIMISER);
  const tensors = {
    scored: tfjsImages(ensemble.imageSet, Math.min(settings.tfjsImages, ensemble.imageSet.count)),
    trained: tfjsImages(ensemble.imageSet, settings.batch),
    target: tf.tensor1d(member!.target as Float32Array),
    labelVectors: tf.tensor2d(labelVectors.flatMap((row) => [...row]), [labelVectors.length, model.outputSize]),
  };
  try {
    const scoring: Way[] = [
      {
        name: "ours",
        images: passes.scoring.images * settings.scoringMembers,
        sample: gpuSampler(gpu, passes.scoring.dispatches, settings.leastMs),
      },
      {
        name: TFJS,
        images: tensors.scored.shape[0],
        sample: tfjsSampler(ensemble, settings, () => peer.cosines(tensors.scored, tensors.labelVectors)),
      },
      referenceScoring(ensemble, settings),
    ];
    const training: Way[] = [
      {
        name: "ours",
        images: passes.trainingMembers * settings.batch,
        sample: gpuSampler(gpu, passes.training.dispatches, settings.leastMs),
      },
      {
        name: TFJS,
        images: settings.batch,
        sample: tfjsSampler(ensemble, settings, () => peer.trainingStep(tensors.trained, tensors.target)),
      },
      referenceTraining(ensemble, settings),
    ];
    return [
      await compare(ensemble, "scoring", scoring, settings, (share, next) => bar.update(share / 2, `scoring, ${next}`)),
      await compare(
        ensemble,
        "training step",
        training,
        settings,
        (share, next) => bar.update(0.5 + share / 2, `training, ${next}`),
      ),
    ];
  } finally {
    tf.dispose(Object.values(tensors));
    peer.dispose();
  }
}

async function compare(
  { gpu }: BenchEnsemble,
  work: ComparisonRecord["work"],
  ways: readonly Way[],
  { repeats }: BenchSettings,
  onSample: (share: number, next: string) => void,
): Promise<ComparisonRecord> {
  const spreads = await interleave(ways, { repeats, warmUps: 1 }, onSample);
  const [ours, ...others] = ways.map(({ name, images }) => {
    const { wallMs, cpuMs } = spreads.get(name)!;
    const each = (ms: number) => 1000 * ms / images;
    return { name, images, microseconds: mapSpread(wallMs, each), cpu: mapSpread(cpuMs, each) };
  });
  const { software } = gpu.traits;
  return {
    work,
    ours: ours!.microseconds,
    ...(software && { oursCpu: ours!.cpu }),
    others: others.map(({ cpu, ...other }) => ({
      ...other,
      ratio: ratioSpread(other.microseconds, ours!.microseconds),
      ...(software && { cpuRatio: ratioSpread(cpu, ours!.cpu) }),
    })),
  };
}

/** Repeats tfjs's work; reading one result is what waits for all. */
function tfjsSampler({ gpu }: BenchEnsemble, { leastMs }: BenchSettings, work: () => tf.Tensor) {
  return longEnough(async (count) => {
    for (let i = 1; i < count; i++) work().dispose();
    const last = work();
    await gpu.guard(last.data());
    last.dispose();
  }, leastMs);
}

function referenceScoring(ensemble: BenchEnsemble, { leastMs, referenceImages }: BenchSettings): Way {
  const { model, imageSet, labelVectors } = ensemble;
  const count = Math.min(referenceImages, imageSet.count);
  const images = { count, pixels: imageSet.pixels.subarray(0, count * IMAGE_PIXELS) };
  const [member] = drawMembers(ensemble, 1, 1, 0);
  const scorer = new ReferenceScorer(model);
  const sample = longEnough(async (times) => {
    for (let i = 0; i < times; i++) await scorer.cosines(images, [member!.initial], labelVectors);
  }, leastMs);
  return { name: REFERENCE, images: count, sample };
}

function referenceTraining(ensemble: BenchEnsemble, { leastMs, batch }: BenchSettings): Way {
  const members = drawMembers(ensemble, 1, batch, 1);
  const trainer = new ReferenceTrainer(ensemble.model);
  const sample = longEnough(async (times) => {
    for (let i = 0; i < times; i++) {
      await trainer.train(ensemble.imageSet, members, { batchSize: batch, optimiser: BENCH_OPTIMISER });
    }
  }, leastMs);
  return { name: REFERENCE, images: batch, sample };
}

import * as tf from "@tensorflow/tfjs-core";
import { IMAGE_PIXELS } from "../data/dataset.ts";
import type { StageProgress } from "../run/progress.ts";
import { ReferenceScorer } from "../infer/reference_scorer.ts";
import { ReferenceTrainer } from "../train/reference_trainer.ts";
import { BENCH_OPTIMISER, type BenchEnsemble, drawMembers } from "./bench_ensemble.ts";
import type { ComparisonRecord } from "./bench_record.ts";
import type { BenchSettings } from "./bench_settings.ts";
import { gpuSampler } from "./gpu_sampler.ts";
import { longEnough } from "./long_enough.ts";
import type { KernelPasses } from "./measure_kernels.ts";
import { tfjsSampler } from "./tfjs_sampler.ts";
import { tfjsImages, TfjsModel } from "./tfjs_model.ts";
import { compareWays, type Way } from "./ways.ts";

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
    const scoring: [Way, ...Way[]] = [
      {
        name: "ours",
        amount: passes.scoring.images * settings.scoringMembers,
        sample: gpuSampler(gpu, passes.scoring.dispatches, settings.leastMs),
      },
      {
        name: TFJS,
        amount: tensors.scored.shape[0],
        sample: tfjsSampler(gpu, settings, () => peer.cosines(tensors.scored, tensors.labelVectors)),
      },
      referenceScoring(ensemble, settings),
    ];
    const training: [Way, ...Way[]] = [
      {
        name: "ours",
        amount: passes.trainingMembers * settings.batch,
        sample: gpuSampler(gpu, passes.training.dispatches, settings.leastMs),
      },
      {
        name: TFJS,
        amount: settings.batch,
        sample: tfjsSampler(gpu, settings, () => peer.trainingStep(tensors.trained, tensors.target)),
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
  ways: readonly [Way, ...Way[]],
  settings: BenchSettings,
  onSample: (share: number, next: string) => void,
): Promise<ComparisonRecord> {
  const { others, ...found } = await compareWays(ways, settings, gpu.traits.software, onSample);
  return { work, ...found, others: others.map(({ amount, ...other }) => ({ ...other, images: amount })) };
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
  return { name: REFERENCE, amount: count, sample };
}

function referenceTraining(ensemble: BenchEnsemble, { leastMs, batch }: BenchSettings): Way {
  const members = drawMembers(ensemble, 1, batch, 1);
  const trainer = new ReferenceTrainer(ensemble.model);
  const sample = longEnough(async (times) => {
    for (let i = 0; i < times; i++) {
      await trainer.train(ensemble.imageSet, members, { batchSize: batch, optimiser: BENCH_OPTIMISER });
    }
  }, leastMs);
  return { name: REFERENCE, amount: batch, sample };
}

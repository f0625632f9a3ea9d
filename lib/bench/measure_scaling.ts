import { IMAGE_PIXELS } from "../data/dataset.ts";
import { GpuError } from "../gpu/errors.ts";
import type { StageProgress } from "../run/progress.ts";
import { WebGpuScorer } from "../infer/webgpu_scorer.ts";
import { type BenchEnsemble, type BenchPass, drawMembers, scoringPass, trainingPass } from "./bench_ensemble.ts";
import type { ScalingRecord } from "./bench_record.ts";
import type { BenchSettings } from "./bench_settings.ts";
import { gpuSampler } from "./gpu_sampler.ts";
import { interleave, type Sample, type SampleSpreads } from "./interleave.ts";
import { longEnough } from "./long_enough.ts";
import { largestRise, mapSpread } from "../statistics/sample_spread.ts";

/** What one point of a series costs; microseconds per image and member. */
type Point = ScalingRecord["series"][number]["points"][number];

/** A point that is yet to be measured. */
interface PlannedPoint {
  readonly at: number;
  /** Images, times members, in a pass. */
  readonly images: number;
  open(): Promise<BenchPass>;
}

/**
 * Measures how the cost of an image and member depends on the number of members, the batch and the number of images.
 *
 * @throws {GpuError} If the device fails; a size that it has no room for is told of in the record instead.
 */
export async function measureScaling(
  ensemble: BenchEnsemble,
  settings: BenchSettings,
  bar: StageProgress,
): Promise<ScalingRecord[]> {
  const { plan } = ensemble;
  const { memberCounts, batches, batch, imageCounts } = settings;
  const lanes = Math.min(plan.scoringLanes, ensemble.imageSet.count);
  const planned = memberCounts.map((at): PlannedPoint => ({
    at,
    images: at * batch,
    open: () => trainingPass(ensemble, at, batch),
  }));
  const atOnce = memberCounts.map((at): PlannedPoint => ({
    at,
    images: at * batch,
    open: () => trainingPass(ensemble, at, batch, true),
  }));
  const scored = memberCounts.map((at): PlannedPoint => ({
    at,
    images: at * lanes,
    open: () => scoringPass(ensemble, at),
  }));
  const ofBatch = batches.map((at): PlannedPoint => ({
    at,
    images: at * plan.trainingMembers,
    open: () => trainingPass(ensemble, plan.trainingMembers, at),
  }));
  const series = async (part: number, name: string, points: readonly PlannedPoint[], together: boolean) =>
    await measureSeries(
      ensemble,
      settings,
      name,
      points,
      together,
      (share, next) => bar.update((part + share) / 5, next),
    );
  return [
    {
      of: "members",
      series: [
        await series(0, `training, ${plan.trainingMembers} at once as planned`, planned, true),
        await series(1, "training, all at once", atOnce, false),
        await series(2, "scoring", scored, false),
      ],
    },
    { of: "batch", series: [await series(3, `training ${plan.trainingMembers} members`, ofBatch, true)] },
    {
      of: "images",
      series: [
        await measureImages(ensemble, settings, imageCounts, (share, next) => bar.update((4 + share) / 5, next)),
      ],
    },
  ];
}

/** @param together Whether all points fit in memory at once, and can be sampled in the same rounds. */
async function measureSeries(
  { gpu }: BenchEnsemble,
  settings: BenchSettings,
  name: string,
  points: readonly PlannedPoint[],
  together: boolean,
  onSample: (share: number, next: string) => void,
): Promise<ScalingRecord["series"][number]> {
  const groups = together ? [points] : points.map((point) => [point]);
  const measured: Point[] = [];
  for (const [i, group] of groups.entries()) {
    const opened = [];
    try {
      for (const point of group) {
        const pass = await openIfRoom(point);
        if ("problem" in pass) measured.push({ at: point.at, problem: pass.problem });
        else opened.push({ ...point, pass, name: String(point.at), sample: sampler(gpu, pass, settings) });
      }
      const spreads = await interleave(
        opened,
        { repeats: settings.repeats, warmUps: 1 },
        (share, next) => onSample((i + share) / groups.length, `${name}: ${next}`),
      );
      for (const { at, images } of opened) {
        measured.push(pointOf(gpu, at, spreads.get(String(at))!, images));
      }
    } finally {
      for (const { pass } of opened) pass.release();
    }
  }
  return finishSeries(name, measured);
}

function sampler(gpu: BenchEnsemble["gpu"], pass: BenchPass, { leastMs }: BenchSettings): () => Promise<Sample> {
  return gpuSampler(gpu, pass.dispatches, leastMs);
}

async function openIfRoom(point: PlannedPoint): Promise<BenchPass | { problem: string }> {
  try {
    return await point.open();
  } catch (error) {
    if (error instanceof GpuError) return { problem: error.message };
    throw error;
  }
}

/** Scoring from call to result, with everything that it waits for. */
async function measureImages(
  ensemble: BenchEnsemble,
  { scoringMembers, repeats, leastMs }: BenchSettings,
  counts: readonly number[],
  onSample: (share: number, next: string) => void,
): Promise<ScalingRecord["series"][number]> {
  const { gpu, pipelines, images, imageSet, labelVectors } = ensemble;
  const parameters = drawMembers(ensemble, scoringMembers, 1, 0).map(({ initial }) => initial);
  const scorer = new WebGpuScorer(gpu, pipelines, images);
  const name = `scoring by ${scoringMembers} members, as called`;
  const things = counts.filter((count) => count <= imageSet.count).map((count) => {
    const some = { count, pixels: imageSet.pixels.subarray(0, count * IMAGE_PIXELS) };
    const sample = longEnough(async (times) => {
      for (let i = 0; i < times; i++) await scorer.cosines(some, parameters, labelVectors);
    }, leastMs);
    return { count, name: String(count), sample };
  });
  const spreads = await interleave(
    things,
    { repeats, warmUps: 1 },
    (share, next) => onSample(share, `${name}: ${next} images`),
  );
  return finishSeries(
    name,
    things.map(({ count }) => pointOf(gpu, count, spreads.get(String(count))!, count * scoringMembers)),
  );
}

/** A point as it was measured. */
export function pointOf(
  { traits }: BenchEnsemble["gpu"],
  at: number,
  { wallMs, cpuMs }: SampleSpreads,
  images: number,
): Point {
  const each = (ms: number) => 1000 * ms / images;
  return {
    at,
    microseconds: mapSpread(wallMs, each),
    ...(traits.software && { cpuMicroseconds: mapSpread(cpuMs, each) }),
  };
}

/** Points in their order, and whether they ever rise. */
export function finishSeries(name: string, points: readonly Point[]): ScalingRecord["series"][number] {
  const sorted = [...points].sort((a, b) => a.at - b.at);
  const medians = sorted.flatMap(({ microseconds, cpuMicroseconds = microseconds }) => cpuMicroseconds?.median ?? []);
  return { name, points: sorted, largestRise: largestRise(medians) };
}

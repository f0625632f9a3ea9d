import type { ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { distanceKernels } from "../graph/neighbour_search.ts";
import { COARSE_DISTANCE, FINE_DISTANCE } from "../graph/distance_plans.ts";
import { COMPONENTS } from "../graph/principal_components.ts";
import { PROPAGATION_SETTINGS } from "../spread/propagation.ts";
import { Propagation } from "../spread/propagation_gpu.ts";
import type { StageProgress } from "../run/progress.ts";
import type { GraphWorkRecord, LeakFreeBenchRecord, ScalingRecord, WorkRecord } from "./bench_record.ts";
import type { BenchSettings } from "./bench_settings.ts";
import { openMultiplyAdds } from "./ceilings.ts";
import { gpuSampler } from "./gpu_sampler.ts";
import { type GraphGround, openGraphGround } from "./graph_ground.ts";
import { candidateWays, distanceWays, type OpenedWays, propagationSampler, propagationWays } from "./graph_ways.ts";
import { interleave } from "./interleave.ts";
import { finishSeries, pointOf } from "./measure_scaling.ts";
import { kernelMultiplyAdds, networkMultiplyAdds } from "./multiply_adds.ts";
import { type NetworkPasses, openNetworkPasses } from "./network_passes.ts";
import { useTfjsKernels } from "../gpu/tfjs_kernels.ts";
import { compareWays } from "./ways.ts";
import { besideCeilings, ceilingRecords, type Work, workRecord } from "./works.ts";

/** Told the share that is done, 0..1, and what comes next. */
type OnSample = (share: number, next: string) => void;

/** Shares of the time, roughly, so that the bar goes evenly. */
const NETWORK_SHARE = 0.3;
const DRAWS_SHARE = 0.2;

/**
 * Measures what the leak-free protocol does: distances of images, candidates, label propagation, each against tfjs's own
 * operations and the plain reference; propagation against the number of draws; the network's kernels beside the ceilings.
 *
 * @throws {GpuError} If the device fails.
 */
export async function measureLeakFree(
  gpu: Gpu,
  images: ImageSet,
  settings: BenchSettings,
  bar: StageProgress,
): Promise<LeakFreeBenchRecord> {
  useTfjsKernels();
  bar.update(0, "the network");
  const network = await measureNetwork(gpu, images, settings, (share, next) => {
    bar.update(NETWORK_SHARE * share, next);
  });
  const ground = await openGraphGround(gpu, images, Math.min(settings.graphImages, images.count));
  try {
    const propagation = await Propagation.create(gpu, ground.graph, PROPAGATION_SETTINGS);
    try {
      const draws = await measureDraws(gpu, propagation, ground, settings, (share, next) => {
        bar.update(NETWORK_SHARE + DRAWS_SHARE * share, next);
      });
      const works = await measureWorks(gpu, propagation, ground, settings, network, (share, next) => {
        bar.update(NETWORK_SHARE + DRAWS_SHARE + (1 - NETWORK_SHARE - DRAWS_SHARE) * share, next);
      });
      return { ...network, works, draws };
    } finally {
      propagation.dispose();
    }
  } finally {
    ground.release();
  }
}

async function measureNetwork(
  gpu: Gpu,
  images: ImageSet,
  settings: BenchSettings,
  onSample: OnSample,
): Promise<Pick<LeakFreeBenchRecord, "ceilings" | "kernels" | "passes">> {
  const passes = await openNetworkPasses(gpu, settings.network, images);
  const ceilings = await openMultiplyAdds(gpu, settings).catch((error) => {
    passes.release();
    throw error;
  });
  try {
    const whole = wholePasses(gpu, passes, settings);
    const kernels = singleKernels(gpu, passes, settings);
    const rounds = { repeats: settings.repeats, warmUps: 1 };
    const spreads = await interleave([...ceilings, ...whole, ...kernels], rounds, onSample);
    const records = ceilingRecords(ceilings, spreads, gpu.traits.software);
    const toRecord = (work: Work): WorkRecord => workRecord(work, spreads.get(work.name)!, records);
    return { ceilings: records, passes: whole.map(toRecord), kernels: kernels.map(toRecord) };
  } finally {
    for (const ceiling of ceilings) ceiling.release();
    passes.release();
  }
}

function wholePasses(
  gpu: Gpu,
  { members, training, prediction }: NetworkPasses,
  { network, leastMs }: BenchSettings,
): Work[] {
  const multiplyAdds = networkMultiplyAdds(network);
  return [
    {
      name: "network training step",
      members,
      images: training.images,
      multiplyAdds: multiplyAdds.training,
      sample: gpuSampler(gpu, training.dispatches, leastMs),
    },
    {
      name: "network prediction",
      members,
      images: prediction.images,
      multiplyAdds: multiplyAdds.forward,
      sample: gpuSampler(gpu, prediction.dispatches, leastMs),
    },
  ];
}

/** Each kernel by itself, as it trains; what only predicts, as it predicts. */
function singleKernels(
  gpu: Gpu,
  { members, training, prediction }: NetworkPasses,
  { network, leastMs }: BenchSettings,
): Work[] {
  const works = new Map<string, Work>();
  for (const { dispatches, images } of [training, prediction]) {
    for (const { pipeline: { label } } of dispatches) {
      if (works.has(label)) continue;
      const same = dispatches.filter(({ pipeline }) => pipeline.label === label);
      works.set(label, {
        name: `network ${label}`,
        members,
        images,
        multiplyAdds: kernelMultiplyAdds(network, label),
        sample: gpuSampler(gpu, same, leastMs),
      });
    }
  }
  return [...works.values()];
}

/** What spreading labels costs an image and draw, the more draws are spread at once. */
async function measureDraws(
  gpu: Gpu,
  propagation: Propagation,
  { graph }: GraphGround,
  { drawCounts, leastMs, repeats }: BenchSettings,
  onSample: OnSample,
): Promise<ScalingRecord> {
  const points = drawCounts.map((at) => ({
    at,
    name: `propagation of ${at} draws`,
    sample: propagationSampler(propagation, graph.count, at, leastMs),
  }));
  const spreads = await interleave(points, { repeats, warmUps: 1 }, onSample);
  const measured = points.map(({ at, name }) => pointOf(gpu, at, spreads.get(name)!, at * graph.count));
  return { of: "draws", series: [finishSeries("propagation", measured)] };
}

async function measureWorks(
  gpu: Gpu,
  propagation: Propagation,
  ground: GraphGround,
  settings: BenchSettings,
  { ceilings }: Pick<LeakFreeBenchRecord, "ceilings">,
  onSample: OnSample,
): Promise<GraphWorkRecord[]> {
  const { coarse, fine } = await distanceKernels(gpu);
  const works: { work: GraphWorkRecord["work"]; piece: GraphWorkRecord["piece"]; open(): Promise<OpenedWays> }[] = [
    {
      work: "fine distance",
      piece: "pair of images",
      open: () => Promise.resolve(distanceWays(gpu, fine, ground, FINE_DISTANCE, settings)),
    },
    {
      work: "coarse distance",
      piece: "pair of images",
      open: () => Promise.resolve(distanceWays(gpu, coarse, ground, COARSE_DISTANCE, settings)),
    },
    {
      work: "candidates",
      piece: "pair of images",
      open: () => Promise.resolve(candidateWays(gpu, ground, settings)),
    },
    {
      work: "propagation",
      piece: "image and draw",
      open: () => propagationWays(gpu, propagation, ground, settings),
    },
  ];
  const records: GraphWorkRecord[] = [];
  for (const [i, { work, piece, open }] of works.entries()) {
    const { ways, release } = await open();
    try {
      const found = await compareWays(ways, settings, gpu.traits.software, (share, next) => {
        onSample((i + share) / works.length, `${work}, ${next}`);
      });
      const { ours, oursCpu } = found;
      records.push({
        work,
        piece,
        ...found,
        perSecond: 1e6 / ours.median,
        ...(work === "candidates" && besideCeilings(COMPONENTS, ours, oursCpu, ceilings)),
      });
    } finally {
      release();
    }
  }
  return records;
}

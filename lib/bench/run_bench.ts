import { version_core } from "@tensorflow/tfjs-core";
import { AGAINST_WORKS, type BenchOptions } from "../config/bench_options.ts";
import { UsageError } from "../config/usage_error.ts";
import { loadMnistPackage } from "../data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../ensemble/notebook_label_vectors.ts";
import { Gpu } from "../gpu/gpu.ts";
import { describePlan } from "../kernels/plan.ts";
import type { Progress, StageProgress } from "../run/progress.ts";
import { adapterRecord, hostProvenance } from "../run/provenance.ts";
import { type BenchEnsemble, openEnsemble, scoringPass, trainingPass } from "./bench_ensemble.ts";
import { BENCH_VERSION, type BenchProvenance, BenchRecord } from "./bench_record.ts";
import { type BenchSettings, benchSettings } from "./bench_settings.ts";
import { measureAgainst } from "./measure_against.ts";
import { measureComparison } from "./measure_comparison.ts";
import { type KernelPasses, measureKernels } from "./measure_kernels.ts";
import { measureLeakFree } from "./measure_leak_free.ts";
import { firstDispatches, measureOverheads } from "./measure_overheads.ts";
import { measurePeer } from "./measure_peer.ts";
import { measureScaling } from "./measure_scaling.ts";
import { switchShaderCachesOff } from "./shader_cache.ts";

/** How a benchmark was asked for. */
export interface BenchRequest {
  readonly options: BenchOptions;
  /** Keys of the options that were given. */
  readonly optionsSet: readonly string[];
  /** The command line after the task's name. */
  readonly args: readonly string[];
  readonly startedAt: Date;
}

/** The parts of a record that are measured in this process. */
export type Measurements = Pick<
  BenchRecord,
  "ceilings" | "kernels" | "passes" | "comparisons" | "scaling" | "leakFree" | "overheads" | "memory"
>;

/**
 * Measures what is asked for.
 *
 * @throws {GpuError} If the adapter is missing or fails.
 * @throws {UsageError} If something is asked of the peer, and none is named.
 * @throws {Error} If MNIST is not installed, or a whole process fails.
 */
export async function runBench(request: BenchRequest, progress: Progress): Promise<BenchRecord> {
  const startMs = performance.now();
  const { options, startedAt, args, optionsSet } = request;
  checkProcesses(options, optionsSet);
  const { quick, part } = options;
  const host = await hostProvenance({
    task: "bench",
    args,
    options: { ...options, work: options.work.join(",") },
    optionsSet,
    quick,
    startedAt,
    tfjsVersion: version_core,
  });
  const settings = benchSettings(quick, options.repeats);
  const { test, identity } = await loadMnistPackage();
  // First, so that a peer that does not run is known before minutes of measuring.
  const processes = async <T>(wanted: boolean, title: string, measure: (bar: StageProgress) => Promise<T>) => {
    if (!wanted) return undefined;
    const bar = percentBar(progress.stage(title, 100));
    const measured = await measure(bar);
    bar.finish();
    return measured;
  };
  const { peerRepeats } = options;
  const peer = await processes(
    options.peer !== "",
    "Whole processes",
    (bar) => measurePeer(options.peer, peerRepeats, bar),
  );
  const works = options.work.length > 0 ? [...new Set(options.work)] : AGAINST_WORKS;
  const against = await processes(
    options.against !== "",
    "Both builds",
    (bar) => measureAgainst(options.against, works, peerRepeats, bar),
  );
  switchShaderCachesOff();
  const gpu = await Gpu.open(options.plan);
  let measured: Measurements;
  let adapter: Pick<BenchProvenance, "adapter" | "kernelPlan">;
  try {
    const ensemble = await openEnsemble(gpu, NOTEBOOK_ARCHITECTURE, test.images, NOTEBOOK_LABEL_VECTORS);
    measured = await measureInProcess(ensemble, part, settings, progress);
    adapter = describeAdapter(ensemble);
    ensemble.images.release();
  } finally {
    gpu.close();
  }
  return BenchRecord.parse({
    benchVersion: BENCH_VERSION,
    provenance: {
      ...host,
      ...adapter,
      repeats: settings.repeats,
      leastMs: settings.leastMs,
      dataset: `${identity.name}, test images`,
      endedAt: new Date().toISOString(),
    },
    ...measured,
    ...(peer && { peer }),
    ...(against && { against }),
    durationMs: performance.now() - startMs,
  });
}

function checkProcesses({ part, peer, against }: BenchOptions, set: readonly string[]): void {
  if (part === "peer" && peer === "") {
    throw new UsageError("Reading --part: found peer without --peer, wanted the command of one");
  }
  if (part === "against" && against === "") {
    throw new UsageError("Reading --part: found against without --against, wanted the folder of a checkout");
  }
  if (set.includes("work") && against === "") {
    throw new UsageError("Reading --work: found no --against, wanted the folder of a checkout with it");
  }
  if (set.includes("peerRepeats") && peer === "" && against === "") {
    throw new UsageError("Reading --peer-repeats: found no --peer and no --against, wanted one with it");
  }
}

/**
 * Measures the parts that need no other process.
 *
 * @param part Which, as the option says.
 * @throws {GpuError} If the device fails.
 */
export async function measureInProcess(
  ensemble: BenchEnsemble,
  part: BenchOptions["part"],
  settings: BenchSettings,
  progress: Progress,
): Promise<Measurements> {
  const wants = (name: BenchOptions["part"]) => part === "all" || part === name;
  const { gpu, plan } = ensemble;
  if (part === "peer" || part === "against") {
    return { ceilings: [], kernels: [], passes: [], memory: memoryOf(gpu.bytesInUse) };
  }
  const trainingMembers = plan.trainingMembers;
  const training = await trainingPass(ensemble, trainingMembers, settings.batch);
  const scoring = await scoringPass(ensemble, settings.scoringMembers);
  const passes: KernelPasses = { training, trainingMembers, scoring };
  // Most memory is in use while passes of many sizes are open, which the stages see to before they end.
  let gpuBytes = gpu.bytesInUse;
  const stage = async <T>(
    name: BenchOptions["part"],
    title: string,
    measure: (bar: StageProgress) => Promise<T>,
  ): Promise<T | undefined> => {
    if (!wants(name)) return undefined;
    const bar = percentBar(progress.stage(title, 100));
    const result = await measure({
      ...bar,
      update(done, detail) {
        gpuBytes = Math.max(gpuBytes, gpu.bytesInUse);
        bar.update(done, detail);
      },
    });
    bar.finish();
    return result;
  };
  try {
    const first = await firstDispatches(ensemble, [training, scoring]);
    const kernels = await stage("kernels", "Kernels", (bar) => measureKernels(ensemble, passes, settings, bar));
    const comparisons = await stage(
      "comparison",
      "Comparison",
      (bar) => measureComparison(ensemble, passes, settings, bar),
    );
    const scaling = await stage("scaling", "Scaling", (bar) => measureScaling(ensemble, settings, bar));
    const leakFree = await stage(
      "leak-free",
      "Leak-free work",
      (bar) => measureLeakFree(gpu, ensemble.imageSet, settings, bar),
    );
    const overheads = await stage("overheads", "Overheads", (bar) => measureOverheads(ensemble, first, settings, bar));
    return {
      ...(kernels ?? { ceilings: [], kernels: [], passes: [] }),
      ...(comparisons && { comparisons }),
      ...(scaling && { scaling }),
      ...(leakFree && { leakFree }),
      ...(overheads && { overheads }),
      memory: memoryOf(gpuBytes),
    };
  } finally {
    training.release();
    scoring.release();
  }
}

function memoryOf(gpuBytes: number): BenchRecord["memory"] {
  return { gpuBytes, residentBytes: Deno.memoryUsage().rss };
}

/** A bar that counts to 100, told of shares from 0 to 1. */
function percentBar(bar: StageProgress): StageProgress {
  return { ...bar, update: (share, detail) => bar.update(Math.floor(100 * share), detail) };
}

function describeAdapter({ gpu, plan }: BenchEnsemble): Pick<BenchProvenance, "adapter" | "kernelPlan"> {
  return { adapter: adapterRecord(gpu.traits), kernelPlan: describePlan(plan) };
}

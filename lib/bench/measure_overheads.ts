import { advanceDispatch, CONTROL_WORDS } from "../kernels/control/control.ts";
import type { StageProgress } from "../run/progress.ts";
import type { BenchEnsemble, BenchPass } from "./bench_ensemble.ts";
import type { OverheadRecord } from "./bench_record.ts";
import type { BenchSettings } from "./bench_settings.ts";
import { gpuSampler } from "./gpu_sampler.ts";
import { interleave } from "./interleave.ts";
import { longEnough } from "./long_enough.ts";
import { mapSpread } from "../statistics/sample_spread.ts";

/** What the first dispatch of a kernel took, and the next one. */
export interface FirstDispatch {
  readonly label: string;
  readonly firstDispatchMs: number;
  readonly laterDispatchMs: number;
}

/**
 * Runs each kernel of some passes for the first time, and once more: many drivers finish compiling only then. To be called
 * before anything else runs.
 *
 * @throws {GpuError} If the device fails.
 */
export async function firstDispatches(
  { gpu }: BenchEnsemble,
  passes: readonly BenchPass[],
): Promise<FirstDispatch[]> {
  const found = new Map<string, FirstDispatch>();
  for (const dispatch of passes.flatMap(({ dispatches }) => dispatches)) {
    const { label } = dispatch.pipeline;
    if (found.has(label)) continue;
    const timed = async () => {
      const startMs = performance.now();
      gpu.submit([dispatch]);
      await gpu.settle();
      return performance.now() - startMs;
    };
    found.set(label, { label, firstDispatchMs: await timed(), laterDispatchMs: await timed() });
  }
  return [...found.values()];
}

/**
 * Measures what it costs to record and run a dispatch that does next to nothing, to submit one, and to wait for one.
 *
 * @param first From `firstDispatches`.
 * @throws {GpuError} If the device fails.
 */
export async function measureOverheads(
  { gpu, pipelines, compiling }: BenchEnsemble,
  first: readonly FirstDispatch[],
  { leastMs, repeats }: BenchSettings,
  bar: StageProgress,
): Promise<OverheadRecord> {
  const control = gpu.buffer(CONTROL_WORDS * 4, "control block");
  try {
    const dispatch = advanceDispatch(gpu, pipelines.advance, control);
    const submits = longEnough(async (count) => {
      for (let i = 0; i < count; i++) gpu.submit([dispatch]);
      await gpu.settle();
    }, leastMs);
    const waits = longEnough(async (count) => {
      for (let i = 0; i < count; i++) {
        gpu.submit([dispatch]);
        await gpu.settle();
      }
    }, leastMs);
    const spreads = await interleave(
      [
        { name: "dispatch", sample: gpuSampler(gpu, [dispatch], leastMs) },
        { name: "submit", sample: submits },
        { name: "wait", sample: waits },
      ],
      { repeats, warmUps: 1 },
      (share, next) => bar.update(share, next),
    );
    return {
      pipelines: compiling.map((timing) => {
        const { firstDispatchMs, laterDispatchMs } = first.find(({ label }) => label === timing.label) ?? {};
        return {
          ...timing,
          ...(firstDispatchMs !== undefined && { firstDispatchMs }),
          ...(laterDispatchMs !== undefined && { laterDispatchMs }),
        };
      }),
      createMs: compiling.reduce((total, { createMs }) => total + createMs, 0),
      dispatchMicroseconds: mapSpread(spreads.get("dispatch")!.wallMs, (ms) => 1000 * ms),
      submitMicroseconds: mapSpread(spreads.get("submit")!.wallMs, (ms) => 1000 * ms),
      waitMs: spreads.get("wait")!.wallMs,
    };
  } finally {
    gpu.release(control);
  }
}

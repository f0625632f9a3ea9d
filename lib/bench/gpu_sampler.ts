import type { Gpu } from "../gpu/gpu.ts";
import type { Dispatch } from "../gpu/dispatch.ts";
import type { Sample } from "./interleave.ts";
import { LEAST_MS, longEnough } from "./long_enough.ts";

/** Dispatches recorded in one submit, at most: the recording itself takes memory. */
const MOST_DISPATCHES = 20_000;

/**
 * A sampler of recorded dispatches: repeats them in as few submits as possible and waits once.
 *
 * @param leastMs What one sample takes at least.
 * @returns what the dispatches take once.
 * @throws {GpuError} If the device is lost or reports an error.
 */
export function gpuSampler(
  gpu: Gpu,
  dispatches: readonly Dispatch[],
  leastMs: number = LEAST_MS,
): () => Promise<Sample> {
  const most = Math.max(1, Math.floor(MOST_DISPATCHES / dispatches.length));
  return longEnough(async (count) => {
    for (let done = 0; done < count; done += most) gpu.submit(dispatches, Math.min(most, count - done));
    await gpu.settle();
  }, leastMs);
}

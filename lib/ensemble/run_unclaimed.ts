import type { BlankStep } from "./blank_step.ts";
import type { EnsembleKernels } from "./pipelines.ts";

/**
 * Compiles and runs the kernels of a training step that nobody has claimed, one after the other.
 *
 * @param names In the order to claim them.
 * @param claims i32 [kernels of a training step], in their order: 0 until somebody claims it.
 * @returns how many were run.
 * @throws {GpuError} If a kernel does not compile, or the device fails.
 */
export async function runUnclaimed(
  kernels: EnsembleKernels,
  blank: BlankStep,
  names: readonly string[],
  claims: SharedArrayBuffer,
): Promise<number> {
  const claimed = new Int32Array(claims);
  let count = 0;
  for (const name of names) {
    if (Atomics.exchange(claimed, kernels.training.indexOf(name), 1) !== 0) continue;
    await kernels.compile([name]);
    await blank.run(name);
    count++;
  }
  return count;
}

import type * as tf from "@tensorflow/tfjs-core";
import type { Gpu } from "../gpu/gpu.ts";
import type { Sample } from "./interleave.ts";
import { longEnough } from "./long_enough.ts";

/**
 * A sampler of work out of tfjs's operations: repeats it; reading one result is what waits for all.
 *
 * @param work Its result is disposed.
 */
export function tfjsSampler(
  gpu: Gpu,
  { leastMs }: { readonly leastMs: number },
  work: () => tf.Tensor,
): () => Promise<Sample> {
  return longEnough(async (count) => {
    for (let i = 1; i < count; i++) work().dispose();
    const last = work();
    await gpu.guard(last.data());
    last.dispose();
  }, leastMs);
}

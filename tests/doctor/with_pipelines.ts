import type { Gpu } from "../../lib/gpu/gpu.ts";

/**
 * The same device, but for how it compiles kernels, and which plan is used on it.
 *
 * @param pipeline Compiles; by default the device itself.
 */
export function withPipelines(
  gpu: Gpu,
  pipeline: Gpu["pipeline"] = (...kernel) => gpu.pipeline(...kernel),
  { plan }: { plan?: "software" | "gpu" } = {},
): Gpu {
  return new Proxy(gpu, {
    get(target, key) {
      if (key === "pipeline") return pipeline;
      if (key === "traits" && plan !== undefined) return { ...target.traits, plan };
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

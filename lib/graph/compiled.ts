import type { Gpu } from "../gpu/gpu.ts";

const compiled = new WeakMap<Gpu, Map<string, Promise<GPUComputePipeline>>>();

/**
 * A pipeline that is compiled once a device, for kernels whose generated code takes seconds to compile.
 *
 * @param wgsl Also what the pipeline is known by.
 */
export function compileOnce(gpu: Gpu, label: string, wgsl: string): Promise<GPUComputePipeline> {
  const pipelines = compiled.get(gpu) ?? new Map<string, Promise<GPUComputePipeline>>();
  compiled.set(gpu, pipelines);
  const known = pipelines.get(wgsl);
  if (known !== undefined) return known;
  const pipeline = gpu.pipeline(label, wgsl);
  pipelines.set(wgsl, pipeline);
  return pipeline;
}

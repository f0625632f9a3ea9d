import type { Gpu } from "../gpu/gpu.ts";

/** What one kernel took to compile. */
export interface PipelineTiming {
  readonly label: string;
  readonly createMs: number;
  /** Characters of its WGSL. */
  readonly sourceLength: number;
}

/**
 * A device that compiles kernels one after the other, whatever order they are asked for in, and keeps what each took.
 *
 * @returns the device to hand on, and the timings, which grow as it compiles.
 */
export function timedPipelines(gpu: Gpu): { gpu: Gpu; timings: PipelineTiming[] } {
  const timings: PipelineTiming[] = [];
  let last: Promise<unknown> = Promise.resolve();
  const pipeline: Gpu["pipeline"] = (label, wgsl, constants) => {
    const compiled = last.then(async () => {
      const startMs = performance.now();
      const result = await gpu.pipeline(label, wgsl, constants);
      timings.push({ label, createMs: performance.now() - startMs, sourceLength: wgsl.length });
      return result;
    });
    last = compiled.catch(() => {}); // told to whoever asked for it
    return compiled;
  };
  const timed = new Proxy(gpu, {
    get(target, key) {
      if (key === "pipeline") return pipeline;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  return { gpu: timed, timings };
}

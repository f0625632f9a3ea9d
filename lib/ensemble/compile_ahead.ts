/**
 * Compiling while others wait.
 *
 * On software Vulkan a kernel is compiled when it first runs, which takes seconds for the largest ones, on one core, and nothing
 * can be submitted meanwhile. A worker with a device of its own compiles some of them on another core, and the driver's shader
 * cache hands them over.
 *
 * @module
 */
import type { Architecture } from "./architecture.ts";

/** What the worker is told. */
export interface CompileAheadRequest {
  /** Whose kernels to compile. */
  readonly model: Architecture;
  /** Images of a training batch: the driver compiles for the shape of what kernels are bound to. */
  readonly lanes: number;
}

/** Kernels that are being compiled ahead. */
export interface CompilingAhead {
  /** How many kernels were compiled; 0 on a GPU, or if it failed. */
  readonly done: Promise<number>;
  /** Ends the work. */
  stop(): void;
}

/**
 * Begins to compile the backward pass of an ensemble, as training will use it, if a CPU stands in for a GPU. It only ever
 * saves time: where it fails, or ends too late, kernels are compiled as if it were not there.
 *
 * @param lanes Images of the first batches to be trained on.
 */
export function compileAhead(model: Architecture, lanes: number): CompilingAhead {
  const worker = new Worker(new URL("./compile_ahead_worker.ts", import.meta.url), { type: "module" });
  const { promise: done, resolve } = Promise.withResolvers<number>();
  const end = (kernels: number) => {
    worker.terminate();
    resolve(kernels);
  };
  worker.addEventListener("message", (event: MessageEvent<number>) => end(event.data));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    end(0);
  });
  const request: CompileAheadRequest = { model, lanes };
  worker.postMessage(request);
  return { done, stop: () => end(0) };
}

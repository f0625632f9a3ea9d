/**
 * Compiling on two cores.
 *
 * Software Vulkan compiles a kernel when it first runs. For the notebook's model that takes seconds, on one core, and nothing
 * else can run meanwhile. So whoever trains shares the work with a worker that has a device of its own: both take kernels that
 * nobody has taken yet, from either end of a training step, and run each once. The driver's shader cache hands over what the
 * worker compiled. Then the worker goes on with those that only scoring needs, beside the training.
 *
 * @module
 */
import type { Gpu } from "../gpu/gpu.ts";
import type { Architecture } from "./architecture.ts";
import { BlankStep } from "./blank_step.ts";
import type { EnsembleKernels } from "./pipelines.ts";
import { runUnclaimed } from "./run_unclaimed.ts";

/** What the worker is told. */
export interface CompileAheadRequest {
  /** Whose kernels to compile. */
  readonly model: Architecture;
  /** Label vectors that a score compares with. */
  readonly classes: number;
  /** Images of a training batch: the driver compiles for the shape of what kernels are bound to. */
  readonly lanes: number;
  /** See `runUnclaimed`. */
  readonly claims: SharedArrayBuffer;
}

/** What the worker tells: how many kernels it has compiled of a training step, or of a training and a scoring step. */
export interface CompileAheadReport {
  readonly step: "training" | "scoring";
  readonly kernels: number;
}

/** Kernels of a training step, at most. */
const MOST_KERNELS = 256;

/** Compiles an ensemble's kernels together with a worker. It only ever saves time: what the worker fails to do is done anyway. */
export class CompilingAhead {
  /** Settles when the worker has ended: how many kernels it has compiled. 0 if it failed at once. */
  readonly done: Promise<number>;
  readonly #lanes: number;
  readonly #claims = new SharedArrayBuffer(MOST_KERNELS * Int32Array.BYTES_PER_ELEMENT);
  readonly #trainingDone: Promise<void>;
  readonly #end: (kernels: number) => void;

  /**
   * Starts the worker.
   *
   * @param classes Label vectors that a score compares with.
   * @param lanes Images of the first batches to be trained on.
   */
  constructor(model: Architecture, classes: number, lanes: number) {
    this.#lanes = lanes;
    const worker = new Worker(new URL("./compile_ahead_worker.ts", import.meta.url), { type: "module" });
    const done = Promise.withResolvers<number>();
    const trainingDone = Promise.withResolvers<void>();
    let compiled = 0;
    this.#end = (kernels) => {
      worker.terminate();
      trainingDone.resolve();
      done.resolve(kernels);
    };
    worker.addEventListener("message", ({ data: { step, kernels } }: MessageEvent<CompileAheadReport>) => {
      compiled = kernels;
      if (step === "training") trainingDone.resolve();
      else this.#end(kernels);
    });
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#end(compiled);
    });
    this.done = done.promise;
    this.#trainingDone = trainingDone.promise;
    const request: CompileAheadRequest = { model, classes, lanes, claims: this.#claims };
    worker.postMessage(request);
  }

  /**
   * Compiles what a training step runs, from its beginning on; the worker does so from its end. Returns when both are done, and
   * all pipelines are there. Of those that only scoring needs the driver may then still compile the code: see `done`.
   *
   * @throws {GpuError} If a kernel does not compile.
   */
  async compile(gpu: Gpu, kernels: EnsembleKernels): Promise<void> {
    const names = kernels.training;
    const blank = gpu.allOrNothing(() => new BlankStep(gpu, kernels, this.#lanes));
    try {
      // Scoring's too: they take a core for most of a second, which would stop the training if that were under way.
      const creating = createAll(kernels, [...names, ...kernels.scoring]);
      creating.catch(() => {}); // awaited below
      const mine = await runUnclaimed(kernels, blank, names, this.#claims);
      await creating;
      if (mine < names.length) await this.#trainingDone;
    } finally {
      blank.release();
    }
  }

  /** Ends the worker. */
  stop(): void {
    this.#end(0);
  }
}

/** Creates all pipelines, each in a turn of the event loop of its own, so that what runs meanwhile gets its turns too. */
async function createAll(kernels: EnsembleKernels, names: readonly string[]): Promise<void> {
  for (const name of names) {
    await kernels.compile([name]);
    await new Promise((resolve) => setTimeout(resolve));
  }
}

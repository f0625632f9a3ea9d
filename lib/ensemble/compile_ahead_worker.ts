import type { ImageSet } from "../data/dataset.ts";
import { Gpu } from "../gpu/gpu.ts";
import { CONTROL_WORDS, writeControl } from "../kernels/control/control.ts";
import { choosePlan } from "../kernels/plan.ts";
import type { Architecture } from "./architecture.ts";
import type { CompileAheadRequest } from "./compile_ahead.ts";
import { ImageStore } from "./image_store.ts";
import { compileBackward, type LayerPipelines } from "./pipelines.ts";
import { EnsembleScratch } from "./scratch.ts";

/** A set of one blank image. */
const BLANK: ImageSet = { count: 1, pixels: new Uint8Array(28 * 28) };

addEventListener("message", async (event) => {
  const { model, lanes } = (event as MessageEvent<CompileAheadRequest>).data;
  // Whoever needs the kernels meets the same error, and reports it.
  const kernels = await compile(model, lanes).catch(() => 0);
  // A worker's own postMessage(), which the types of a window do not know.
  (postMessage as (message: unknown) => void)(kernels);
});

async function compile(model: Architecture, lanes: number): Promise<number> {
  const gpu = await Gpu.open();
  try {
    return gpu.traits.software ? await runBackward(gpu, model, lanes) : 0;
  } finally {
    gpu.close();
  }
}

/**
 * Runs the backward pass of one member on zeros, the largest layers first: whoever trains meanwhile compiles the forward pass
 * by itself before it needs this.
 *
 * @returns how many kernels ran.
 */
async function runBackward(gpu: Gpu, model: Architecture, lanes: number): Promise<number> {
  const plan = choosePlan(gpu.traits, model.layers.map(({ shape }) => shape));
  const layers = await Promise.all(model.layers.map(async (place, i): Promise<LayerPipelines> => ({
    place,
    plan: plan.layers[i]!,
    ...await compileBackward(gpu, place, plan.layers[i]!, plan.storage, i),
    get forward(): never {
      throw new TypeError("Compiling ahead: the forward pass was not compiled");
    },
  })));
  const scratch = new EnsembleScratch(gpu, { plan, layers }, plan.trainingMembers, lanes, true);
  const control = gpu.buffer(CONTROL_WORDS * 4, "control block");
  writeControl(gpu, control, { lanes, members: 1, indexMemberStride: lanes, indexStepStride: lanes, backward: true });
  const inputs = {
    control,
    images: new ImageStore(gpu, model, plan.storage).packed(BLANK),
    indices: gpu.buffer(lanes * 4, "index table"),
    parameters: gpu.buffer(model.parameterCount * 4, "parameters"),
  };
  const gradient = gpu.buffer(model.parameterCount * 4, "gradient");
  const dispatches = scratch.backward(inputs, gradient, 1);
  for (const dispatch of dispatches) {
    gpu.submit([dispatch]);
    await gpu.settle();
  }
  return dispatches.length;
}

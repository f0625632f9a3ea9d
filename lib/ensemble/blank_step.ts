import type { ImageSet } from "../data/dataset.ts";
import type { Binding, Dispatch, Gpu } from "../gpu/gpu.ts";
import { CONTROL_WORDS, writeControl } from "../kernels/control/control.ts";
import { ImageStore } from "./image_store.ts";
import { type EnsembleKernels, kernelName, TWO_LAYERS_KERNELS } from "./pipelines.ts";
import { parameterBuffer } from "./parameter_buffer.ts";
import { EnsembleScratch } from "./scratch.ts";
import type { EnsembleInputs } from "./ensemble_inputs.ts";

/** A set of one blank image. */
const BLANK: ImageSet = { count: 1, pixels: new Uint8Array(28 * 28) };

/**
 * A training step and a scoring step of one member on zeros, kernel by kernel. Software Vulkan compiles a kernel when it first
 * runs, for the shape of what it is bound to, so all is bound as real steps bind it.
 */
export class BlankStep {
  readonly #gpu: Gpu;
  readonly #kernels: ReadonlyMap<string, () => Dispatch>;
  readonly #images: ImageStore;
  readonly #buffers: GPUBuffer[] = [];
  readonly #scratches: EnsembleScratch[] = [];

  /** @param lanes Images of a training batch. */
  constructor(gpu: Gpu, { pipelines }: EnsembleKernels, lanes: number) {
    const { model, plan, classes } = pipelines;
    this.#gpu = gpu;
    this.#images = new ImageStore(gpu, model, plan.storage);
    const parameters = parameterBuffer(gpu, plan, 1, model.parameterCount);
    this.#buffers.push(parameters);
    const gradient = this.#buffer(model.parameterCount);
    const step = (members: number, lanes: number, backward: boolean) => {
      const scratch = new EnsembleScratch(gpu, pipelines, members, lanes, backward);
      this.#scratches.push(scratch);
      const control = this.#buffer(CONTROL_WORDS);
      writeControl(gpu, control, { lanes, members: 1, indexMemberStride: lanes, indexStepStride: lanes, backward });
      const images = this.#images.packed(BLANK);
      const inputs: EnsembleInputs = { control, images, indices: this.#buffer(lanes), parameters };
      return { scratch, inputs, control };
    };
    const training = step(plan.trainingMembers, lanes, true);
    const scoring = step(plan.scoringMembers, plan.scoringLanes, false);
    const once = (pipeline: () => GPUComputePipeline, bindings: readonly Binding[]) => (): Dispatch => ({
      pipeline: pipeline(),
      bindings: gpu.bind(pipeline(), bindings),
      workgroups: [1, 1, 1],
    });
    this.#kernels = new Map<string, () => Dispatch>([
      ...model.layers.flatMap((_, i): [string, () => Dispatch][] => [
        [kernelName(i, "forward"), () => training.scratch.forwardOf(i, training.inputs, 1)],
        [kernelName(i, "forward, scoring"), () => scoring.scratch.forwardOf(i, scoring.inputs, 1)],
        [kernelName(i, "weight gradient"), () => training.scratch.weightGradientOf(i, training.inputs, gradient, 1)],
        [kernelName(i, "input gradient"), () => training.scratch.inputGradientOf(i, training.inputs, 1)],
      ]),
      [TWO_LAYERS_KERNELS.filters, () => scoring.scratch.filtersOfTwo(scoring.inputs, 1)],
      [TWO_LAYERS_KERNELS.forward, () => scoring.scratch.forwardOfTwo(scoring.inputs, 1)],
      [
        "cosine loss",
        once(() => pipelines.loss, [
          training.control,
          training.scratch.output,
          this.#buffer(model.outputSize),
          training.inputs.indices,
          training.scratch.outputGradient,
          this.#buffer(lanes),
        ]),
      ],
      [
        "AdamW",
        once(() => pipelines.adamW, [
          training.control,
          this.#buffer(1),
          this.#buffer(2),
          this.#buffer(6),
          gradient,
          this.#buffer(2 * model.parameterCount),
          parameters,
        ]),
      ],
      ["advance step", once(() => pipelines.advance, [training.control])],
      [
        "cosine scores",
        once(() => pipelines.scores, [
          scoring.control,
          scoring.scratch.output,
          this.#buffer(classes * model.outputSize),
          scoring.inputs.indices,
          this.#buffer(plan.scoringLanes * classes),
        ]),
      ],
    ]);
  }

  /**
   * Runs a kernel to its end.
   *
   * @throws {TypeError} If it is not compiled, or there is none of that name.
   * @throws {GpuError} If the device fails.
   */
  async run(name: string): Promise<void> {
    const dispatch = this.#kernels.get(name);
    if (!dispatch) throw new TypeError(`Running a blank step: kernel "${name}" wanted, there is none of that name`);
    this.#gpu.submit([dispatch()]);
    await this.#gpu.settle();
  }

  /** Releases all that it runs on. */
  release(): void {
    for (const scratch of this.#scratches) scratch.release();
    this.#images.release();
    this.#gpu.release(...this.#buffers);
  }

  #buffer(words: number): GPUBuffer {
    const buffer = this.#gpu.buffer(words * 4, "blank step");
    this.#buffers.push(buffer);
    return buffer;
  }
}

import type { Binding, Dispatch, Gpu } from "../gpu/gpu.ts";
import { type TwoLayersPlan, twoLayersSizes } from "../kernels/conv_pool/two_layers_shape.ts";
import { TILE } from "../kernels/conv_pool/winograd.ts";
import type { KernelPlan } from "../kernels/plan.ts";
import { createPlane, type Plane } from "../kernels/planes.ts";
import type { LayerPipelines, TwoLayersPipelines } from "./pipelines.ts";
import type { EnsembleInputs } from "./ensemble_inputs.ts";

/** What must be known of the kernels that score through the first two layers at once. */
export interface TwoLayersKernels {
  readonly plan: Pick<KernelPlan, "storage" | "workgroupSize" | "twoLayers">;
  readonly layers: readonly Pick<LayerPipelines, "place">[];
  /** Absent where each layer has its own kernel. */
  readonly twoLayers?: TwoLayersPipelines;
}

/** The transformed filters through which the first two layers score at once. */
export class TwoLayersScratch {
  readonly #gpu: Gpu;
  readonly #pipelines: TwoLayersPipelines;
  readonly #plan: TwoLayersPlan;
  readonly #workgroupSize: number;
  readonly #filters: number;
  readonly #plane: Plane;

  /**
   * @param members Members at work at once, at most.
   * @throws {TypeError} If there are no such kernels.
   */
  constructor(gpu: Gpu, { plan, layers, twoLayers }: TwoLayersKernels, members: number) {
    const sizes = twoLayersSizes(layers.map(({ place }) => place.shape));
    if (!twoLayers || !plan.twoLayers || !sizes) {
      throw new TypeError("Scoring through two layers at once: no kernel for it found, one wanted");
    }
    this.#gpu = gpu;
    this.#pipelines = twoLayers;
    this.#plan = plan.twoLayers;
    this.#workgroupSize = plan.workgroupSize;
    this.#filters = sizes.filters;
    const size = { members, rows: 1, lanes: sizes.filters * TILE };
    this.#plane = createPlane(gpu, plan.storage, "vec4f", size, "transformed filters");
  }

  /** The dispatch that transforms the filters of `members` members. */
  filters({ parameters }: Pick<EnsembleInputs, "parameters">, members: number): Dispatch {
    const { filters } = this.#pipelines;
    return {
      pipeline: filters,
      bindings: this.#gpu.bind(filters, [parameters, this.#plane.binding]),
      workgroups: [Math.ceil(this.#filters / this.#workgroupSize), 1, members],
    };
  }

  /**
   * The dispatch of both layers, with the filters transformed.
   *
   * @param output Plane of the second layer's output.
   */
  forward(inputs: EnsembleInputs, output: Binding, lanes: number, members: number): Dispatch {
    const { forward } = this.#pipelines;
    const { control, images, parameters, indices } = inputs;
    return {
      pipeline: forward,
      bindings: this.#gpu.bind(forward, [control, images, parameters, this.#plane.binding, output, indices]),
      workgroups: [Math.ceil(lanes / this.#plan.workgroupSize), 1, members],
    };
  }

  /** Releases the filters. */
  release(): void {
    this.#plane.release();
  }
}

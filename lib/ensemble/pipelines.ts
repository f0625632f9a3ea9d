import { advancePipeline } from "../kernels/control/control.ts";
import adamwSource from "../kernels/adamw/adamw.wgsl" with { type: "text" };
import { forwardWgsl } from "../kernels/conv_pool/forward_wgsl.ts";
import type { LayerPlace } from "../kernels/conv_pool/forward_plan.ts";
import { inputGradientWgsl } from "../kernels/conv_pool/input_gradient_wgsl.ts";
import { twoLayersFiltersWgsl } from "../kernels/conv_pool/two_layers_filters_wgsl.ts";
import { twoLayersWgsl } from "../kernels/conv_pool/two_layers_wgsl.ts";
import { weightGradientWgsl } from "../kernels/conv_pool/weight_gradient_wgsl.ts";
import { cosineLossWgsl } from "../kernels/cosine/loss_wgsl.ts";
import { cosineScoresWgsl } from "../kernels/cosine/scores_wgsl.ts";
import type { KernelPlan, LayerPlan } from "../kernels/plan.ts";
import type { PlaneStorage } from "../kernels/planes.ts";
import type { Gpu } from "../gpu/gpu.ts";
import type { Architecture } from "./architecture.ts";

/** One layer's compiled kernels. */
export interface LayerPipelines {
  readonly place: LayerPlace;
  readonly plan: LayerPlan;
  readonly forward: GPUComputePipeline;
  /** The plan's kernel for scores, where it has one. */
  readonly scoringForward?: GPUComputePipeline;
  readonly weightGradient: GPUComputePipeline;
  /** Absent for the first layer: nobody asks for the gradient of the images. */
  readonly inputGradient?: GPUComputePipeline;
  /** Batch norm, forward and back; absent for a layer that is trained without. */
  readonly norm?: { readonly forward: GPUComputePipeline; readonly gradient: GPUComputePipeline };
}

/** The kernels that score through the first two layers at once. */
export interface TwoLayersPipelines {
  /** Transforms both layers' filters. */
  readonly filters: GPUComputePipeline;
  readonly forward: GPUComputePipeline;
}

/** What they are called. */
export const TWO_LAYERS_KERNELS = {
  filters: "filters of layers 1 and 2, scoring",
  forward: "layers 1 and 2 forward, scoring",
} as const;

/** Every kernel of an architecture, compiled once; any number of members, images and steps run on them. */
export interface EnsemblePipelines {
  readonly model: Architecture;
  readonly plan: KernelPlan;
  /** Label vectors that a score compares with. */
  readonly classes: number;
  readonly layers: readonly LayerPipelines[];
  /** Present where the plan has it. */
  readonly twoLayers?: TwoLayersPipelines;
  readonly loss: GPUComputePipeline;
  readonly scores: GPUComputePipeline;
  readonly adamW: GPUComputePipeline;
  readonly advance: GPUComputePipeline;
}

/** Kernels of one layer. */
type LayerKernel = "forward" | "forward, scoring" | "weight gradient" | "input gradient";
/** Generates and compiles a kernel. */
type Compile = () => Promise<GPUComputePipeline>;

/**
 * The kernels of an architecture, each compiled when it is asked for.
 *
 * Their names are those that the driver is told.
 */
export class EnsembleKernels {
  /** Fields throw a TypeError until their kernel is compiled. */
  readonly pipelines: EnsemblePipelines;
  /** What a training step runs, in its order. */
  readonly training: readonly string[];
  /** What a scoring step runs that a training step does not. */
  readonly scoring: readonly string[];
  readonly #kernels: ReadonlyMap<string, Compile>;
  readonly #compiling = new Map<string, Promise<void>>();
  readonly #compiled = new Map<string, GPUComputePipeline>();

  /** @param classes Label vectors that a score compares with. */
  constructor(gpu: Gpu, model: Architecture, plan: KernelPlan, classes: number) {
    const { storage, workgroupSize } = plan;
    const output = { channels: model.outputChannels, side: model.outputSide };
    const layers = model.layers.map((place, i) => layerKernels(gpu, place, plan.layers[i]!, storage, i));
    const forward = layers.map((kernels, i) => named(i, "forward", kernels.forward));
    const backward = layers.flatMap(({ weightGradient, inputGradient }, i) => [
      ...(inputGradient ? [named(i, "input gradient", inputGradient)] : []),
      named(i, "weight gradient", weightGradient),
    ]).reverse();
    const training: [string, Compile][] = [
      ...forward,
      ["cosine loss", () => gpu.pipeline("cosine loss", cosineLossWgsl(output, storage, workgroupSize))],
      ...backward,
      [
        "AdamW",
        () =>
          gpu.pipeline("AdamW", adamwSource, {
            PARAMETERS: model.parameterCount,
            WORKGROUP_SIZE: workgroupSize,
            EACH: plan.parametersEach,
          }),
      ],
      ["advance step", () => advancePipeline(gpu)],
    ];
    const scoring: [string, Compile][] = [
      ...twoLayersKernels(gpu, model, plan),
      ...layers.flatMap(({ scoringForward }, i) =>
        scoringForward ? [named(i, "forward, scoring", scoringForward)] : []
      ),
      [
        "cosine scores",
        () => gpu.pipeline("cosine scores", cosineScoresWgsl(output, classes, storage, workgroupSize)),
      ],
    ];
    this.training = training.map(([name]) => name);
    this.scoring = scoring.map(([name]) => name);
    this.#kernels = new Map([...training, ...scoring]);
    const of = (name: string) => this.#pipeline(name);
    const has = (name: string) => this.#kernels.has(name);
    this.pipelines = {
      model,
      plan,
      classes,
      layers: model.layers.map((place, i): LayerPipelines => ({
        place,
        plan: plan.layers[i]!,
        get forward() {
          return of(kernelName(i, "forward"));
        },
        get scoringForward() {
          const name = kernelName(i, "forward, scoring");
          return has(name) ? of(name) : undefined;
        },
        get weightGradient() {
          return of(kernelName(i, "weight gradient"));
        },
        get inputGradient() {
          const name = kernelName(i, "input gradient");
          return has(name) ? of(name) : undefined;
        },
      })),
      ...(plan.twoLayers && {
        twoLayers: {
          get filters() {
            return of(TWO_LAYERS_KERNELS.filters);
          },
          get forward() {
            return of(TWO_LAYERS_KERNELS.forward);
          },
        },
      }),
      get loss() {
        return of("cosine loss");
      },
      get scores() {
        return of("cosine scores");
      },
      get adamW() {
        return of("AdamW");
      },
      get advance() {
        return of("advance step");
      },
    };
  }

  /**
   * Compiles kernels, each once however often it is asked for.
   *
   * @throws {GpuError} If one does not compile.
   * @throws {TypeError} If there is none of that name.
   */
  async compile(names: readonly string[]): Promise<void> {
    await Promise.all(names.map((name) => {
      const known = this.#compiling.get(name);
      if (known) return known;
      const compile = this.#kernels.get(name);
      if (!compile) throw new TypeError(`Compiling: kernel "${name}" wanted, there is none of that name`);
      const compiling = compile().then((pipeline) => void this.#compiled.set(name, pipeline));
      this.#compiling.set(name, compiling);
      return compiling;
    }));
  }

  #pipeline(name: string): GPUComputePipeline {
    const pipeline = this.#compiled.get(name);
    if (!pipeline) throw new TypeError(`Running the kernel "${name}": it is not compiled`);
    return pipeline;
  }
}

/** What a layer's kernel is called. */
export function kernelName(layer: number, kernel: LayerKernel): string {
  return `layer ${layer + 1} ${kernel}`;
}

function named(layer: number, kernel: LayerKernel, compile: Compile): [string, Compile] {
  return [kernelName(layer, kernel), compile];
}

/**
 * Generates and compiles the kernels of an architecture.
 *
 * @param classes Label vectors that a score compares with.
 * @throws {GpuError} If a kernel does not compile.
 */
export async function compileEnsemble(
  gpu: Gpu,
  model: Architecture,
  plan: KernelPlan,
  classes: number,
): Promise<EnsemblePipelines> {
  const kernels = new EnsembleKernels(gpu, model, plan, classes);
  await kernels.compile([...kernels.training, ...kernels.scoring]);
  return kernels.pipelines;
}

/** How the kernels that score through two layers at once are compiled, if the plan has them. */
function twoLayersKernels(gpu: Gpu, model: Architecture, plan: KernelPlan): [string, Compile][] {
  const { twoLayers, storage, workgroupSize } = plan;
  const [first, second] = model.layers;
  if (!twoLayers || !first || !second) return [];
  const { filters, forward } = TWO_LAYERS_KERNELS;
  return [
    [filters, () => gpu.pipeline(filters, twoLayersFiltersWgsl(first, second, twoLayers, workgroupSize, storage))],
    [forward, () => gpu.pipeline(forward, twoLayersWgsl(first, second, twoLayers, storage))],
  ];
}

/** How each kernel of a layer is compiled; the first layer has no input gradient. */
function layerKernels(gpu: Gpu, place: LayerPlace, plan: LayerPlan, storage: PlaneStorage, index: number) {
  const compile = (kernel: LayerKernel, wgsl: () => string): Compile => () =>
    gpu.pipeline(kernelName(index, kernel), wgsl());
  return {
    forward: compile("forward", () => forwardWgsl(place, plan.forward, storage)),
    ...(plan.scoring && {
      scoringForward: compile("forward, scoring", () => forwardWgsl(place, plan.scoring!, storage)),
    }),
    weightGradient: compile("weight gradient", () => weightGradientWgsl(place, plan.weightGradient, storage)),
    ...(index > 0 && {
      inputGradient: compile("input gradient", () => inputGradientWgsl(place, plan.inputGradient, storage)),
    }),
  };
}

/**
 * Generates and compiles the kernels of a layer that is trained; scoring has none of its own.
 *
 * @param index Which layer it is; the first has no input gradient.
 * @throws {GpuError} If a kernel does not compile.
 */
export async function compileLayer(
  gpu: Gpu,
  place: LayerPlace,
  plan: LayerPlan,
  storage: PlaneStorage,
  index: number,
): Promise<LayerPipelines> {
  const kernels = layerKernels(gpu, place, plan, storage, index);
  const [forward, weightGradient, inputGradient] = await Promise.all([
    kernels.forward(),
    kernels.weightGradient(),
    kernels.inputGradient?.(),
  ]);
  return { place, plan, forward, weightGradient, ...(inputGradient && { inputGradient }) };
}

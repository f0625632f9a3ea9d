import { IMAGE_PIXELS, type ImageSet } from "../data/dataset.ts";
import { type Architecture, NOTEBOOK_ARCHITECTURE } from "../ensemble/architecture.ts";
import { ImageStore } from "../ensemble/image_store.ts";
import { initialParameters } from "../ensemble/initialisation.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../ensemble/notebook_label_vectors.ts";
import { compileEnsemble } from "../ensemble/pipelines.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { NOTEBOOK_ADAMW } from "../kernels/adamw/reference.ts";
import { convPoolSizes } from "../kernels/conv_pool/shape.ts";
import { choosePlan } from "../kernels/plan.ts";
import { uniformAt } from "../random/counter_stream.ts";
import { TorchGenerator } from "../random/torch_generator.ts";
import { ReferenceScorer } from "../score/reference_scorer.ts";
import { WebGpuScorer } from "../score/webgpu_scorer.ts";
import { ReferenceTrainer } from "../train/reference_trainer.ts";
import type { Trainer } from "../train/trainer.ts";
import { WebGpuTrainer } from "../train/webgpu_trainer.ts";
import { type Check, check } from "./check.ts";

/** The largest difference from the float64 reference that float32 kernels may show, relative to the largest value. */
const TOLERANCE = 1e-4;
const IMAGES = 8;
const MEMBERS = 3;

/** With these settings a step of AdamW is one of plain gradient descent with rate 1: it shows the gradient itself. */
const DESCENT = { learningRate: 1e8, beta1: 0, beta2: 0, epsilon: 1e8, weightDecay: 0 };

/**
 * Runs every kernel of the notebook's model once, on made-up images, and compares with the float64 references.
 *
 * @throws {GpuError} If a kernel does not compile, or the device fails.
 */
export async function checkKernels(gpu: Gpu): Promise<Check[]> {
  const model = NOTEBOOK_ARCHITECTURE;
  const plan = choosePlan(gpu.traits, model.layers.map(({ shape }) => shape));
  const pipelines = await compileEnsemble(gpu, model, plan, NOTEBOOK_LABEL_VECTORS.length);
  const store = new ImageStore(gpu, model, plan.storage);
  const trainer = new WebGpuTrainer(gpu, pipelines, store);
  const images = madeUpImages();
  const generator = new TorchGenerator(0);
  const initial = Array.from({ length: MEMBERS }, () => initialParameters(model, generator));
  try {
    const [found, wanted] = await Promise.all(
      [new WebGpuScorer(gpu, pipelines, store), new ReferenceScorer(model)].map((scorer) =>
        scorer.cosines(images, initial, NOTEBOOK_LABEL_VECTORS)
      ),
    );
    const gradients = await Promise.all(
      [trainer, new ReferenceTrainer(model)].map((one) => trainOnce(one, images, initial, DESCENT)),
    );
    const steps = await Promise.all(
      [trainer, new ReferenceTrainer(model)].map((one) => trainOnce(one, images, initial, NOTEBOOK_ADAMW)),
    );
    return await Promise.all([
      compare("Kernels: forward of every layer, cosine scores", found!.values, wanted!.values),
      ...model.layers.map((_, layer) =>
        compare(
          `Kernels: ${
            layer === model.layers.length - 1 ? "cosine loss, " : `input gradient of layer ${layer + 2}, `
          }weight gradient of layer ${layer + 1}`,
          layerGradient(model, layer, initial, gradients[0]!),
          layerGradient(model, layer, initial, gradients[1]!),
        )
      ),
      compare("Kernels: AdamW", steps[0]!.flatMap((member) => [...member]), steps[1]!.flatMap((member) => [...member])),
    ]);
  } finally {
    trainer.release();
    store.release();
  }
}

function madeUpImages(): ImageSet {
  const pixels = Uint8Array.from(
    { length: IMAGES * IMAGE_PIXELS },
    (_, i) => Math.max(0, 510 * uniformAt(0, 0, i) - 255),
  );
  return { count: IMAGES, pixels };
}

async function trainOnce(
  trainer: Trainer,
  images: ImageSet,
  initial: readonly Float32Array<ArrayBuffer>[],
  optimiser: typeof NOTEBOOK_ADAMW,
): Promise<Float32Array[]> {
  const order = Int32Array.from({ length: IMAGES }, (_, i) => i);
  const members = initial.map((parameters, i) => ({
    initial: parameters,
    target: NOTEBOOK_LABEL_VECTORS[i]!,
    epochs: [order],
  }));
  return (await trainer.train(images, members, { batchSize: IMAGES, optimiser })).map(({ parameters }) => parameters);
}

/** What a descent of rate 1 took off a layer's parameters: its gradient, member by member. */
function layerGradient(
  model: Architecture,
  layer: number,
  before: readonly Float32Array[],
  after: readonly Float32Array[],
): number[] {
  const { shape, parameterOffset } = model.layers[layer]!;
  const end = parameterOffset + convPoolSizes(shape).parameterCount;
  return before.flatMap((parameters, member) =>
    Array.from(parameters.subarray(parameterOffset, end), (value, i) => value - after[member]![parameterOffset + i]!)
  );
}

function compare(name: string, found: ArrayLike<number>, wanted: ArrayLike<number>): Promise<Check> {
  return check(name, () => {
    let difference = 0;
    let largest = 0;
    for (let i = 0; i < wanted.length; i++) {
      difference = Math.max(difference, Math.abs(found[i]! - wanted[i]!));
      largest = Math.max(largest, Math.abs(wanted[i]!));
    }
    const error = difference / largest;
    // Written so that a NaN fails.
    if (!(error < TOLERANCE)) {
      throw new RangeError(
        `the float64 reference differs by ${error.toExponential(1)} of the largest value, ${TOLERANCE} allowed`,
      );
    }
    return Promise.resolve([`within ${error.toExponential(1)} of the float64 reference`]);
  });
}

import * as tf from "@tensorflow/tfjs-core";
import { IMAGE_PIXELS, IMAGE_SIDE, type ImageSet } from "../data/dataset.ts";
import type { Architecture } from "../ensemble/architecture.ts";
import type { AdamWSettings } from "../kernels/adamw/reference.ts";
import { convPoolSizes, KERNEL_SIDE } from "../kernels/conv_pool/shape.ts";
import { useTfjsKernels } from "../gpu/tfjs_kernels.ts";
import { registerTfjsGradients } from "./tfjs_gradients.ts";

/** Square of the epsilon of PyTorch's cosine similarity, at which it clamps each squared norm. */
const EPSILON_SQUARED = 1e-12;

/** The same model out of tfjs's own operations, one member at a time, as one writes it in tfjs. */
export class TfjsModel {
  readonly #model: Architecture;
  /** Filters [3, 3, in, out] and bias [out] of each layer. */
  readonly #layers: { filters: tf.Variable<tf.Rank.R4>; bias: tf.Variable<tf.Rank.R1> }[];
  readonly #optimiser: tf.AdamOptimizer;
  readonly #settings: AdamWSettings;

  /**
   * tfjs's backend must be the one that the work is to run on.
   *
   * @param parameters f32 [parameterCount]
   */
  constructor(model: Architecture, parameters: Float32Array, settings: AdamWSettings) {
    useTfjsKernels();
    registerTfjsGradients();
    this.#model = model;
    this.#settings = settings;
    const { learningRate, beta1, beta2, epsilon } = settings;
    this.#optimiser = tf.train.adam(learningRate, beta1, beta2, epsilon);
    this.#layers = model.layers.map(({ shape: { inChannels, outChannels }, parameterOffset }) => {
      const weights = parameters.slice(parameterOffset);
      const biasAt = inChannels * outChannels * KERNEL_SIDE ** 2;
      return tf.tidy(() => {
        const filters = tf.tensor4d(weights.slice(0, biasAt), [outChannels, inChannels, KERNEL_SIDE, KERNEL_SIDE]);
        return {
          filters: tf.variable(tf.transpose(filters, [2, 3, 1, 0])),
          bias: tf.variable(tf.tensor1d(weights.slice(biasAt, biasAt + outChannels))),
        };
      });
    });
  }

  /** Cosines of the outputs with label vectors [classes, outputSize]: [images, classes]. The caller disposes them. */
  cosines(images: tf.Tensor4D, labelVectors: tf.Tensor2D): tf.Tensor2D {
    return tf.tidy(() => {
      const output = this.#forward(images);
      const squares = tf.mul(squaredNorms(output), tf.transpose(squaredNorms(labelVectors)));
      const products = tf.matMul(output, labelVectors, false, true);
      return tf.div(products, tf.sqrt(squares));
    });
  }

  /** One AdamW step on the sum of 1 - cos(output, target) over a batch; gives that sum. The caller disposes it. */
  trainingStep(images: tf.Tensor4D, target: tf.Tensor1D): tf.Scalar {
    return tf.tidy(() => {
      const variables = this.#layers.flatMap(({ filters, bias }) => [filters as tf.Variable, bias as tf.Variable]);
      const { value, grads } = tf.variableGrads(() => summedLoss(this.#forward(images), target), variables);
      const { learningRate, weightDecay } = this.#settings;
      for (const variable of variables) variable.assign(tf.mul(variable, 1 - learningRate * weightDecay));
      this.#optimiser.applyGradients(Object.entries(grads).map(([name, tensor]) => ({ name, tensor })));
      return value;
    });
  }

  /** The member's parameters as they stand, f32 [parameterCount]. */
  async parameters(): Promise<Float32Array> {
    const flat = new Float32Array(this.#model.parameterCount);
    for (const [i, { filters, bias }] of this.#layers.entries()) {
      const { parameterOffset, shape } = this.#model.layers[i]!;
      const weights = tf.transpose(filters, [3, 2, 0, 1]);
      flat.set(await weights.data<"float32">(), parameterOffset);
      weights.dispose();
      flat.set(await bias.data<"float32">(), parameterOffset + convPoolSizes(shape).weightCount);
    }
    return flat;
  }

  /** Frees the parameters and the optimiser's moments. */
  dispose(): void {
    this.#optimiser.dispose();
    for (const { filters, bias } of this.#layers) tf.dispose([filters, bias]);
  }

  #forward(images: tf.Tensor4D): tf.Tensor2D {
    let flowing = images;
    this.#layers.forEach(({ filters, bias }, i) => {
      const { padding } = this.#model.layers[i]!.shape;
      const convolved = tf.add(tf.conv2d(flowing, filters, 1, padding, "NHWC", [1, 1], "floor"), bias);
      flowing = tf.maxPool(tf.relu(convolved) as tf.Tensor4D, 2, 2, "valid");
    });
    // One output channel: [row, column, channel] is [channel, row, column].
    return tf.reshape(flowing, [flowing.shape[0], this.#model.outputSize]);
  }
}

/** The first images of a set, f32 [count, 28, 28, 1], 0..1. The caller disposes them. */
export function tfjsImages(images: ImageSet, count: number): tf.Tensor4D {
  const pixels = Float32Array.from(images.pixels.subarray(0, count * IMAGE_PIXELS), (byte) => byte / 255);
  return tf.tensor4d(pixels, [count, IMAGE_SIDE, IMAGE_SIDE, 1]);
}

/** Squared length of each row, clamped, [rows, 1]. */
function squaredNorms(rows: tf.Tensor2D): tf.Tensor2D {
  return tf.maximum(tf.sum(tf.square(rows), 1, true), EPSILON_SQUARED);
}

/** The sum of 1 - cos(row, target), with its gradient in closed form. */
function summedLoss(output: tf.Tensor2D, target: tf.Tensor1D): tf.Scalar {
  const loss = tf.customGrad((...inputs) => {
    const [x, save] = inputs as [tf.Tensor2D, tf.GradSaveFunc];
    const outputSquared = squaredNorms(x);
    const inverse = tf.rsqrt(tf.mul(outputSquared, squaredNorms(tf.expandDims(target))));
    const cosines = tf.mul(tf.sum(tf.mul(x, target), 1, true), inverse);
    save([x, outputSquared, inverse, cosines]);
    return {
      value: tf.sum(tf.sub(1, cosines)) as tf.Scalar,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => {
        const [x, outputSquared, inverse, cosines] = saved as [tf.Tensor2D, tf.Tensor2D, tf.Tensor2D, tf.Tensor2D];
        const pull = tf.div(cosines, outputSquared);
        return tf.mul(dy, tf.sub(tf.mul(pull, x), tf.mul(inverse, target)));
      },
    };
  });
  return loss(output) as tf.Scalar;
}

import type { TorchGenerator } from "../random/torch_generator.ts";
import { conv2dDefault, xavierUniform } from "../random/torch_init.ts";
import { KERNEL_SIDE } from "../kernels/conv_pool/shape.ts";
import type { Architecture } from "./architecture.ts";

/**
 * Draws one member's initial parameters as the notebook does: each layer is constructed (PyTorch's default weights and
 * biases), then every layer's weights are drawn again, xavier-uniform; the biases stay.
 *
 * Source: the notebook's `choose_best_model` and `init_weights`.
 *
 * @returns f32 [parameterCount]
 */
export function initialParameters(model: Architecture, generator: TorchGenerator): Float32Array<ArrayBuffer> {
  const parameters = new Float32Array(model.parameterCount);
  const shapes = model.layers.map(({ shape }) => ({ ...shape, kernelSize: KERNEL_SIDE }));
  model.layers.forEach(({ parameterOffset }, i) => {
    const { weight, bias } = conv2dDefault(generator, shapes[i]!);
    parameters.set(bias, parameterOffset + weight.length);
  });
  model.layers.forEach(({ parameterOffset }, i) => {
    parameters.set(xavierUniform(generator, shapes[i]!), parameterOffset);
  });
  return parameters;
}

/** Words of the generator that `initialParameters` takes. */
export function initialisationWords(model: Architecture): number {
  const weights = model.layers.reduce(
    (total, { shape }) => total + shape.inChannels * shape.outChannels * KERNEL_SIDE ** 2,
    0,
  );
  return model.parameterCount + weights;
}

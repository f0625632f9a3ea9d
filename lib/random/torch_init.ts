/**
 * How PyTorch fills new convolution weights.
 *
 * Source: PyTorch 1.13, `torch/nn/modules/conv.py` (`reset_parameters`) and `torch/nn/init.py`.
 *
 * @module
 */
import type { TorchGenerator } from "./torch_generator.ts";

/** The sizes of a square two-dimensional convolution. */
export interface ConvShape {
  /** Output channels. */
  readonly outChannels: number;
  /** Input channels. */
  readonly inChannels: number;
  /** Side of the kernel. */
  readonly kernelSize: number;
}

/** The parameters of one convolution. */
export interface ConvParameters {
  /** f32 [outChannels, inChannels, kernelSize, kernelSize], row-major. */
  readonly weight: Float32Array;
  /** f32 [outChannels]. */
  readonly bias: Float32Array;
}

/**
 * What constructing `torch.nn.Conv2d` draws: the weight by `kaiming_uniform_(a=sqrt(5))`, then the bias, both within
 * 1/sqrt(fan-in). Takes one word a parameter.
 *
 * @param generator The generator, which moves on.
 * @param shape Sizes of the convolution.
 * @returns Weight and bias.
 */
export function conv2dDefault(generator: TorchGenerator, shape: ConvShape): ConvParameters {
  const fanIn = shape.inChannels * shape.kernelSize ** 2;
  // The steps in which PyTorch reaches 1/sqrt(fan-in), since each rounds.
  const gain = Math.sqrt(2 / (1 + Math.sqrt(5) ** 2));
  const weightBound = Math.sqrt(3) * (gain / Math.sqrt(fanIn));
  const weight = generator.uniformArray(weightCount(shape), -weightBound, weightBound);
  const biasBound = 1 / Math.sqrt(fanIn);
  const bias = generator.uniformArray(shape.outChannels, -biasBound, biasBound);
  return { weight, bias };
}

/**
 * `torch.nn.init.xavier_uniform_` on a convolution's weight, within sqrt(6/(fan-in + fan-out)). Takes one word an element.
 *
 * @param generator The generator, which moves on.
 * @param shape Sizes of the convolution.
 * @returns f32 [outChannels, inChannels, kernelSize, kernelSize], row-major.
 */
export function xavierUniform(generator: TorchGenerator, shape: ConvShape): Float32Array {
  const area = shape.kernelSize ** 2;
  const fans = shape.inChannels * area + shape.outChannels * area;
  const bound = Math.sqrt(3) * Math.sqrt(2 / fans);
  return generator.uniformArray(weightCount(shape), -bound, bound);
}

function weightCount(shape: ConvShape): number {
  return shape.outChannels * shape.inChannels * shape.kernelSize ** 2;
}

import type { Architecture } from "../ensemble/architecture.ts";
import type { Network } from "../ensemble/network.ts";
import { convPoolSizes, TAPS } from "../kernels/conv_pool/shape.ts";
import { denseSizes } from "../kernels/dense/shape.ts";

/**
 * Multiply-adds of one layer's direct convolution for one image: every output of it, though a quarter of them survive the
 * max-pool, and the zeros around the image too. What a dense framework computes; half of its floating-point operations.
 */
export function layerMultiplyAdds(model: Pick<Architecture, "layers">, layer: number): number {
  const { shape } = model.layers[layer]!;
  return convPoolSizes(shape).convSide ** 2 * shape.inChannels * shape.outChannels * TAPS;
}

/** Multiply-adds of a forward pass of one image. */
export function forwardMultiplyAdds(model: Architecture): number {
  return model.layers.reduce((total, _, layer) => total + layerMultiplyAdds(model, layer), 0);
}

/**
 * Multiply-adds of a training pass of one image: forward, the gradient of every layer's weights, and of every layer's
 * input but the first's, each as dense as the forward pass.
 */
export function trainingMultiplyAdds(model: Architecture): number {
  return 3 * forwardMultiplyAdds(model) - layerMultiplyAdds(model, 0);
}

/**
 * Multiply-adds of one kernel for one image.
 *
 * @param label The kernel's label, such as "layer 2 input gradient" or "layers 1 and 2 forward, scoring".
 * @returns `undefined` for a kernel that is no convolution.
 */
export function kernelMultiplyAdds(model: Pick<Architecture, "layers">, label: string): number | undefined {
  const numbers = /^layers? (\d+)(?: and (\d+))? (?:forward(?:, scoring)?|input gradient|weight gradient)$/.exec(label);
  const layers = (numbers ?? []).slice(1).filter((number) => number !== undefined).map((number) => Number(number) - 1);
  if (layers.length === 0 || layers.some((layer) => model.layers[layer] === undefined)) return undefined;
  return layers.reduce((total, layer) => total + layerMultiplyAdds(model, layer), 0);
}

/** Multiply-adds of a pass of one image through a network, its dense layer's too. */
export function networkMultiplyAdds(model: Network): { readonly forward: number; readonly training: number } {
  const { inputs } = denseSizes(model.dense);
  const convolutions = model.layers.reduce((total, _, layer) => total + layerMultiplyAdds(model, layer), 0);
  const forward = convolutions + inputs * model.dense.classes;
  return { forward, training: 3 * forward - layerMultiplyAdds(model, 0) };
}

/** 10^9 floating-point operations a second. */
export function gigaflops(multiplyAdds: number, microseconds: number): number {
  return 2 * multiplyAdds / microseconds / 1000;
}

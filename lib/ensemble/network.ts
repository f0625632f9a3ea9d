import { type BatchNormPlace, batchNormPlaces } from "../kernels/batch_norm/place.ts";
import type { LayerPlace } from "../kernels/conv_pool/forward_plan.ts";
import type { ConvPoolShape } from "../kernels/conv_pool/shape.ts";
import { type DensePlace, denseSizes } from "../kernels/dense/shape.ts";
import { uniformAt } from "../random/counter_stream.ts";
import { KERNEL_SIDE } from "../kernels/conv_pool/shape.ts";
import { CLASSES } from "../data/dataset.ts";
import { architecture } from "./architecture.ts";

/**
 * A classifier: layers of 3x3 convolution, ReLU and 2x2 max-pool, then a dense layer to a score for each class. While it is
 * trained, batch norm stands before each ReLU; what comes out is a network without (see `foldBatchNorm`).
 */
export interface Network {
  readonly layers: readonly LayerPlace[];
  /** Each layer's batch norm. */
  readonly norms: readonly BatchNormPlace[];
  readonly dense: DensePlace;
  /**
   * Parameters of one member: each layer's weights [out, in, 3, 3], then its biases, layer by layer; then the dense
   * layer's weights [classes, channels x rows x columns] and biases, as in PyTorch.
   */
  readonly parameterCount: number;
}

/**
 * Puts a network together. Its first layer reads the plane that augmentation writes.
 *
 * @throws {TypeError} If a layer does not take what the one before it gives.
 * @throws {RangeError} If a layer's channels fill no whole vectors.
 */
export function network(shapes: readonly ConvPoolShape[]): Network {
  const model = architecture(shapes);
  const place = {
    channels: model.outputChannels,
    side: model.outputSide,
    classes: CLASSES,
    parameterOffset: model.parameterCount,
  };
  const parameterCount = model.parameterCount + denseSizes({ ...place, parameterStride: 0 }).parameterCount;
  const layers = model.layers.map((layer): LayerPlace => ({
    ...layer,
    source: "activations",
    parameterStride: parameterCount,
    normalised: true,
  }));
  return {
    layers,
    norms: batchNormPlaces(layers),
    dense: { ...place, parameterStride: parameterCount },
    parameterCount,
  };
}

/** The leak-free protocol's: 1 → 16 → 32 → 64 channels, 28 → 14 → 8 → 4 pixels, then 1,024 → 10; 33,546 parameters. */
export const LEAK_FREE_NETWORK: Network = network([
  { inChannels: 1, outChannels: 16, inSide: 28, padding: 1 },
  { inChannels: 16, outChannels: 32, inSide: 14, padding: 2 },
  { inChannels: 32, outChannels: 64, inSide: 8, padding: 1 },
]);

/** Half as wide again, for the preset `gpu`: 1 → 24 → 48 → 96 channels, then 1,536 → 10; 67,594 parameters. */
export const WIDE_NETWORK: Network = network([
  { inChannels: 1, outChannels: 24, inSide: 28, padding: 1 },
  { inChannels: 24, outChannels: 48, inSide: 14, padding: 2 },
  { inChannels: 48, outChannels: 96, inSide: 8, padding: 1 },
]);

/** Which stream of a member's seed its start is drawn from. */
const START_STREAM = 2;

/**
 * A member's parameters before training: weights even within ±√(6 / inputs) where a ReLU follows, ±√(1 / inputs) in the
 * dense layer; biases 0.
 *
 * Source: He et al., "Delving deep into rectifiers" (2015), section 2.2.
 *
 * @returns f32 [parameterCount]
 */
export function initialNetwork({ layers, dense, parameterCount }: Network, seed: number): Float32Array<ArrayBuffer> {
  const parameters = new Float32Array(parameterCount);
  const draw = (offset: number, count: number, bound: number) => {
    for (let i = offset; i < offset + count; i++) {
      parameters[i] = bound * (2 * uniformAt(seed, START_STREAM, i) - 1);
    }
  };
  for (const { shape, parameterOffset } of layers) {
    const inputs = shape.inChannels * KERNEL_SIDE ** 2;
    draw(parameterOffset, shape.outChannels * inputs, Math.sqrt(6 / inputs));
  }
  const { inputs } = denseSizes(dense);
  draw(dense.parameterOffset, dense.classes * inputs, Math.sqrt(1 / inputs));
  return parameters;
}

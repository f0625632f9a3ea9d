import type { LayerPlace } from "../kernels/conv_pool/forward_plan.ts";
import { type ConvPoolShape, convPoolSizes } from "../kernels/conv_pool/shape.ts";

/** A model: layers of 3x3 convolution, ReLU and 2x2 max-pool, one after the other. */
export interface Architecture {
  /** The layers in order, with their places in the parameters. */
  readonly layers: readonly LayerPlace[];
  /** Parameters of one member; each layer's weights [out, in, 3, 3], then its biases, layer by layer. */
  readonly parameterCount: number;
  /** Rows, and columns, of the output. */
  readonly outputSide: number;
  /** Channels of the output. */
  readonly outputChannels: number;
  /** Values of the output, flattened [channel, row, column] as in PyTorch. */
  readonly outputSize: number;
}

/**
 * Puts layers together to a model.
 *
 * @throws {TypeError} If a layer does not take what the one before it gives.
 */
export function architecture(shapes: readonly ConvPoolShape[]): Architecture {
  const sizes = shapes.map(convPoolSizes);
  const parameterCount = sizes.reduce((total, size) => total + size.parameterCount, 0);
  let parameterOffset = 0;
  const layers = shapes.map((shape, i): LayerPlace => {
    const before = sizes[i - 1];
    if (before && (before.pooledSide !== shape.inSide || shapes[i - 1]!.outChannels !== shape.inChannels)) {
      throw new TypeError(
        `Building a model: layer ${i + 1} takes ${shape.inChannels} channels of ${shape.inSide}x${shape.inSide}, ` +
          `layer ${i} gives ${shapes[i - 1]!.outChannels} of ${before.pooledSide}x${before.pooledSide}`,
      );
    }
    const place: LayerPlace = {
      shape,
      source: i === 0 ? "images" : "activations",
      outPadding: shapes[i + 1]?.padding ?? 0,
      parameterOffset,
      parameterStride: parameterCount,
    };
    parameterOffset += sizes[i]!.parameterCount;
    return place;
  });
  const last = sizes.at(-1);
  const outputChannels = shapes.at(-1)?.outChannels;
  if (!last || !outputChannels || shapes[0]?.inChannels !== 1) {
    throw new TypeError("Building a model: no layer that takes grey images found, at least one wanted");
  }
  return {
    layers,
    parameterCount,
    outputSide: last.pooledSide,
    outputChannels,
    outputSize: outputChannels * last.pooledSide ** 2,
  };
}

/** The notebook's model: 1 → 16 → 8 → 1 channels, 28 → 14 → 8 → 5 pixels, 1,393 parameters. Source: the notebook's cell "The model". */
export const NOTEBOOK_ARCHITECTURE: Architecture = architecture([
  { inChannels: 1, outChannels: 16, inSide: 28, padding: 1 },
  { inChannels: 16, outChannels: 8, inSide: 14, padding: 2 },
  { inChannels: 8, outChannels: 1, inSide: 8, padding: 2 },
]);

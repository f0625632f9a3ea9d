/**
 * The shape of one layer (3x3 convolution, ReLU, 2x2 max-pool) and the layout of its tensors on the GPU.
 *
 * Activations are planes `[member][row][column][channel group][lane] vec4f` (see `planes.ts`): four channels to a vector,
 * images fastest, with the zero border that the next convolution pads with already around the plane.
 *
 * @module
 */

/** One layer: 3x3 convolution with bias, stride 1; ReLU; 2x2 max-pool, stride 2. */
export interface ConvPoolShape {
  /** Channels of the input. */
  readonly inChannels: number;
  /** Channels of the output. */
  readonly outChannels: number;
  /** Rows, and columns, of the input. */
  readonly inSide: number;
  /** Zeros around the input. */
  readonly padding: 0 | 1 | 2;
}

/** Rows, and columns, of a convolution's filters. */
export const KERNEL_SIDE = 3;
/** Weights of one filter. */
export const TAPS = KERNEL_SIDE * KERNEL_SIDE;
/** Channels in one vector of the layout. */
export const GROUP = 4;
/** Channels whose pool codes share one word. */
export const CODES_PER_WORD = 8;

/** Lengths that follow from a layer's shape. */
export interface ConvPoolSizes {
  /** Rows of the padded input. */
  readonly paddedSide: number;
  /** Rows of the convolution's output. */
  readonly convSide: number;
  /** Rows of the pooled output: a last odd row of the convolution is dropped. */
  readonly pooledSide: number;
  readonly inGroups: number;
  readonly outGroups: number;
  /** Words that hold one window's pool codes. */
  readonly codeWords: number;
  readonly weightCount: number;
  readonly parameterCount: number;
}

/**
 * Derives a layer's lengths.
 *
 * @throws {RangeError} If the layer has no output or no channels.
 */
export function convPoolSizes(shape: ConvPoolShape): ConvPoolSizes {
  const { inChannels, outChannels, inSide, padding } = shape;
  const paddedSide = inSide + 2 * padding;
  const convSide = paddedSide - KERNEL_SIDE + 1;
  const pooledSide = Math.floor(convSide / 2);
  if (!(pooledSide >= 1 && inChannels >= 1 && outChannels >= 1)) {
    throw new RangeError(
      `Shaping a layer: ${inChannels} to ${outChannels} channels on ${inSide}x${inSide} with padding ${padding} found, ` +
        "an output of at least one pixel wanted",
    );
  }
  const weightCount = outChannels * inChannels * TAPS;
  return {
    paddedSide,
    convSide,
    pooledSide,
    inGroups: Math.ceil(inChannels / GROUP),
    outGroups: Math.ceil(outChannels / GROUP),
    codeWords: Math.ceil(outChannels / CODES_PER_WORD),
    weightCount,
    parameterCount: weightCount + outChannels,
  };
}

/** Words in one row of a packed image: one byte a pixel, zero border included. */
export function packedRowWords(paddedSide: number): number {
  return Math.ceil(paddedSide / 4);
}

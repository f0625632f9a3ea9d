/**
 * What a layer's forward kernels have to know: the plan by which they are generated, and the layer's place in its model.
 *
 * @module
 */
import { CODES_PER_WORD, type ConvPoolShape } from "./shape.ts";

/** How a kernel reads parameters. */
export interface ParameterPlan {
  /** Members whose parameters come in one uniform buffer; by default they come in a storage buffer. */
  readonly uniformMembers?: number;
}

/** Where a layer's input comes from: packed bytes of images chosen by index, or the layer before. */
export type ForwardSource = "images" | "activations";

/** How one layer's forward kernel is generated. */
export interface ForwardPlan extends ParameterPlan {
  /** Pool windows that one invocation computes, down. */
  readonly blockRows: number;
  /** Pool windows that one invocation computes, across. */
  readonly blockColumns: number;
  readonly workgroupSize: number;
  /** Straight-line code over all input channels, or a loop over groups of four (less code, fewer live values). */
  readonly unrolled: boolean;
  /**
   * Output channels that one workgroup computes, where they are shared out over workgroups: less code and less workgroup
   * memory, but every part transforms the input again. A multiple of 8 that divides the channels; by default all.
   */
  readonly outChannelsPerPart?: number;
  /**
   * Winograd values between fences, where straight-line products are fenced (see `fence`). It changes the order in which a
   * compiler may put instructions, never a result.
   */
  readonly fencedValues?: number;
  /** Whether the pool codes that a backward pass needs are computed at all; by default they are. */
  readonly codes?: boolean;
}

/** What a layer's kernels must know of the model around it. */
export interface LayerPlace {
  /** The layer itself. */
  readonly shape: ConvPoolShape;
  /** Where its input comes from. */
  readonly source: ForwardSource;
  /** The next layer's padding: the border that the output plane carries. */
  readonly outPadding: number;
  /** Position of the layer's weights in a member's parameters; its biases follow them. */
  readonly parameterOffset: number;
  /** Parameters of one member. */
  readonly parameterStride: number;
  /**
   * Whether batch norm comes between max-pool and ReLU while the layer is trained. By default not. The layer then leaves bias and
   * ReLU to it; afterwards batch norm is part of the weights and biases (see `foldBatchNorm`).
   */
  readonly normalised?: boolean;
}

/**
 * Parts that a plan cuts a layer's output channels into.
 *
 * @throws {RangeError} If a part would share a word of pool codes with another, or the parts are not even.
 */
export function forwardParts(shape: ConvPoolShape, plan: ForwardPlan): number {
  const channels = plan.outChannelsPerPart;
  if (channels === undefined || channels === shape.outChannels) return 1;
  if (channels % CODES_PER_WORD !== 0 || shape.outChannels % channels !== 0) {
    throw new RangeError(
      `Sharing out ${shape.outChannels} output channels: parts of ${channels} found, ` +
        `a multiple of ${CODES_PER_WORD} that divides them wanted`,
    );
  }
  return shape.outChannels / channels;
}

/** Number of blocks a plan cuts a plane of windows into. The last block of a row or column overlaps the one before it. */
export function forwardBlocks(pooledSide: number, plan: ForwardPlan): { rows: number; columns: number } {
  return { rows: Math.ceil(pooledSide / plan.blockRows), columns: Math.ceil(pooledSide / plan.blockColumns) };
}

/**
 * A dense layer behind the last convolution: every value of its plane to a score for each class.
 *
 * @module
 */
import { GROUP } from "../conv_pool/shape.ts";

/** The shape of a dense layer, and where its parameters lie. */
export interface DensePlace {
  /** Channels of the input plane, a multiple of 4. */
  readonly channels: number;
  /** Rows, and columns, of the input plane. */
  readonly side: number;
  /** Scores. */
  readonly classes: number;
  /** Position of the weights [classes, channels, rows, columns] in a member's parameters; the biases follow them. */
  readonly parameterOffset: number;
  /** Parameters of one member. */
  readonly parameterStride: number;
}

/** Lengths that follow from a dense layer's shape. */
export interface DenseSizes {
  /** Values of the input. */
  readonly inputs: number;
  /** Rows of the input plane: vectors of four channels of one pixel. */
  readonly rows: number;
  /** Rows that one workgroup takes. */
  readonly rowsPerPart: number;
  /** Workgroups that share out the rows. */
  readonly parts: number;
  /** Rows of a plane that holds a score for each class. */
  readonly scoreRows: number;
  /** Position of the biases in a member's parameters. */
  readonly biasOffset: number;
  readonly parameterCount: number;
}

/** Input rows of one workgroup, at most. */
const MOST_ROWS = 32;
/**
 * Weights of one workgroup, at most: half of what fits the workgroup memory of every adapter. With more of them code grows,
 * and with it the time to compile; with fewer the partial scores that the loss adds up.
 */
const MOST_WEIGHTS = 2_048;

/**
 * Derives a dense layer's lengths.
 *
 * @throws {RangeError} If the channels fill no whole vectors, or something is missing.
 */
export function denseSizes(place: DensePlace): DenseSizes {
  const { channels, side, classes, parameterOffset } = place;
  if (channels < 1 || channels % GROUP !== 0 || side < 1 || classes < 1) {
    throw new RangeError(
      `Shaping a dense layer: ${channels} channels of ${side}x${side} to ${classes} classes found, ` +
        `channels a multiple of ${GROUP}, at least one pixel and one class wanted`,
    );
  }
  const inputs = channels * side ** 2;
  const rows = inputs / GROUP;
  let rowsPerPart = Math.max(1, Math.min(rows, MOST_ROWS, Math.floor(MOST_WEIGHTS / (GROUP * classes))));
  while (rows % rowsPerPart !== 0) rowsPerPart--;
  return {
    inputs,
    rows,
    rowsPerPart,
    parts: rows / rowsPerPart,
    scoreRows: Math.ceil(classes / GROUP),
    biasOffset: parameterOffset + classes * inputs,
    parameterCount: classes * (inputs + 1),
  };
}

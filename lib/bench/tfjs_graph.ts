/**
 * The leak-free protocol's work on images and their graph out of tfjs's own operations, as one writes it in tfjs.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { CLASSES } from "../data/dataset.ts";
import { CHANNELS, type GradientLayout } from "../graph/gradient_layout.ts";
import { LEAST_BELIEF, NO_LABEL, PRIOR_SHARE, priorFloor, type PropagationSettings } from "../spread/propagation.ts";
import { type Normalisation, normalisedWeights, type SparseGraph } from "../graph/sparse_graph.ts";

/** Packed gradients as a tensor [images, side, side, 2]. The caller disposes it. */
export function gradientTensor(words: Uint32Array, { side, rowWords, channelWords }: GradientLayout): tf.Tensor4D {
  const bytes = new Int8Array(words.buffer, words.byteOffset, words.byteLength);
  const rows = bytes.length / 4 / rowWords;
  const values = new Float32Array(rows * side * CHANNELS.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < side; column++) {
      for (const channel of CHANNELS) {
        values[(row * side + column) * CHANNELS.length + channel] =
          bytes[(row * rowWords + channel * channelWords) * 4 + column]!;
      }
    }
  }
  return tf.tensor4d(values, [rows / side, side, side, CHANNELS.length]);
}

/**
 * The image distortion model's distances of pairs: [pairs]. The caller disposes it.
 *
 * @param fixed [pairs, side, side, 2]
 * @param moving Likewise.
 * @param reach Largest shift in rows and columns, in pixels.
 */
export function tfjsDistortions(fixed: tf.Tensor4D, moving: tf.Tensor4D, reach: number): tf.Tensor1D {
  return tf.tidy(() => {
    const [pairs, side] = fixed.shape;
    const around = (by: number): [number, number][] => [[0, 0], [by, by], [by, by], [0, 0]];
    const x = tf.pad(fixed, around(1));
    const y = tf.pad(moving, around(1 + reach));
    let least: tf.Tensor4D | undefined;
    for (let dy = 0; dy <= 2 * reach; dy++) {
      for (let dx = 0; dx <= 2 * reach; dx++) {
        const shifted = tf.slice4d(y, [0, dy, dx, 0], [pairs, side + 2, side + 2, CHANNELS.length]);
        const squares = tf.sum(tf.squaredDifference(x, shifted), 3, true) as tf.Tensor4D;
        const means = tf.avgPool(squares, 3, 1, "valid");
        least = least === undefined ? means : tf.minimum(least, means);
      }
    }
    // Means of nine.
    return tf.mul(tf.sum(least!, [1, 2, 3]), 9) as tf.Tensor1D;
  });
}

/** The `k` columns of highest cosine of each row: int32 [rows, k]. The caller disposes it. */
export function tfjsCandidates(rows: tf.Tensor2D, columns: tf.Tensor2D, k: number): tf.Tensor2D {
  return tf.tidy(() => tf.topk(tf.matMul(rows, columns, false, true), k).indices as tf.Tensor2D);
}

/** A graph as tensors: entries row after row. */
export class TfjsGraph {
  readonly #count: number;
  readonly #rows: tf.Tensor1D;
  readonly #columns: tf.Tensor1D;
  /** [entries, 1] each. */
  readonly #weights: Readonly<Record<Normalisation, tf.Tensor2D>>;

  /** Uploads a graph. */
  constructor(graph: SparseGraph) {
    const rows = new Int32Array(graph.columns.length);
    for (let row = 0; row < graph.count; row++) rows.fill(row, graph.offsets[row], graph.offsets[row + 1]);
    const weights = (kind: Normalisation) =>
      tf.tensor2d(Float32Array.from(normalisedWeights(graph, kind)), [rows.length, 1]);
    this.#count = graph.count;
    this.#rows = tf.tensor1d(rows, "int32");
    this.#columns = tf.tensor1d(Int32Array.from(graph.columns), "int32");
    this.#weights = { symmetric: weights("symmetric"), stochastic: weights("stochastic") };
  }

  /**
   * Spreads one draw's labels in two passes: int32 [images]. The caller disposes it.
   *
   * @param seeds u8 [images]: labels where known, else 255.
   */
  propagate(seeds: Uint8Array, settings: PropagationSettings): tf.Tensor1D {
    return tf.tidy(() => {
      const known = tf.tensor1d(Int32Array.from(seeds), "int32");
      const isKnown = tf.notEqual(known, NO_LABEL);
      const decide = (beliefs: tf.Tensor2D) => tf.where(isKnown, known, tf.argMax(beliefs, 1)) as tf.Tensor1D;
      // What is no class has a row of zeros.
      const first = this.#spread("symmetric", oneHot(known), settings.firstSteps, settings.alpha);
      const labels = decide(balanced(sharpened(first), settings));
      return decide(this.#spread("stochastic", oneHot(labels), settings.secondSteps, settings.alpha));
    });
  }

  /** Frees the tensors. */
  dispose(): void {
    tf.dispose([this.#rows, this.#columns, ...Object.values(this.#weights)]);
  }

  #spread(kind: Normalisation, start: tf.Tensor2D, steps: number, alpha: number): tf.Tensor2D {
    const own = tf.mul(start, 1 - alpha);
    let beliefs = start;
    for (let step = 0; step < steps; step++) {
      beliefs = tf.tidy(() => {
        const sent = tf.mul(tf.gather(beliefs, this.#columns), this.#weights[kind]);
        const received = tf.unsortedSegmentSum(sent, this.#rows, this.#count);
        return tf.add(tf.mul(received, alpha), own) as tf.Tensor2D;
      });
    }
    return beliefs;
  }
}

function oneHot(labels: tf.Tensor1D): tf.Tensor2D {
  return tf.oneHot(labels, CLASSES, 1, 0, "float32") as tf.Tensor2D;
}

function sharpened(beliefs: tf.Tensor2D): tf.Tensor2D {
  const some = tf.add(beliefs, LEAST_BELIEF);
  return tf.square(tf.div(some, tf.sum(some, 1, true))) as tf.Tensor2D;
}

function balanced(beliefs: tf.Tensor2D, { prior, priorRounds, balanceRounds }: PropagationSettings): tf.Tensor2D {
  if (!prior) return beliefs;
  const count = beliefs.shape[0];
  let shares = tf.fill([CLASSES], 1 / CLASSES);
  let scaled = beliefs;
  for (let round = 0; round < priorRounds; round++) {
    let factors = tf.div(tf.mul(shares, count), tf.sum(beliefs, 0));
    for (let again = 1; again < balanceRounds; again++) {
      const rows = tf.div(beliefs, tf.sum(tf.mul(beliefs, factors), 1, true));
      factors = tf.div(tf.mul(shares, count), tf.sum(rows, 0));
    }
    scaled = tf.mul(beliefs, factors);
    const found = tf.sum(oneHot(tf.argMax(scaled, 1) as tf.Tensor1D), 0);
    shares = tf.add(tf.mul(found, PRIOR_SHARE / count), priorFloor(CLASSES));
  }
  return scaled;
}

/** PyTorch's `eps` of the notebook, squared: the product of the squared norms is clamped at it. */
const EPSILON_SQUARED = 1e-12;

/** One image's loss and its gradient. */
export interface CosineLoss {
  /** 1 - cosine. */
  readonly loss: number;
  /** With respect to the output; as long as it. */
  readonly gradient: Float64Array;
}

/**
 * Cosine similarity as `torch.nn.CosineSimilarity(eps = 1e-6)` of PyTorch 1.13 has it: a zero vector gives 0.
 *
 * @throws {TypeError} If the lengths differ.
 */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { dot, aSquared, bSquared } = products(a, b);
  return dot / Math.sqrt(Math.max(aSquared * bSquared, EPSILON_SQUARED));
}

/** The loss 1 - cos(output, target) of one image, and its gradient with respect to the output. */
export function cosineLoss(output: Float64Array, target: ArrayLike<number>): CosineLoss {
  const { dot, aSquared, bSquared } = products(output, target);
  const squares = aSquared * bSquared;
  const inverse = 1 / Math.sqrt(Math.max(squares, EPSILON_SQUARED));
  const cosine = dot * inverse;
  const pull = squares > EPSILON_SQUARED ? cosine / aSquared : 0;
  return { loss: 1 - cosine, gradient: output.map((x, i) => pull * x - target[i]! * inverse) };
}

function products(a: ArrayLike<number>, b: ArrayLike<number>): { dot: number; aSquared: number; bSquared: number } {
  if (a.length !== b.length) {
    throw new TypeError(`Comparing two vectors: lengths ${a.length} and ${b.length} found, equal ones wanted`);
  }
  let dot = 0;
  let aSquared = 0;
  let bSquared = 0;
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    aSquared += a[i]! * a[i]!;
    bSquared += b[i]! * b[i]!;
  }
  return { dot, aSquared, bSquared };
}

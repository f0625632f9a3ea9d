/** PyTorch's `eps` of the notebook, squared: each squared norm is clamped at it. */
const EPSILON_SQUARED = 1e-12;

/** One image's loss and its gradient. */
export interface CosineLoss {
  /** 1 - cosine. */
  readonly loss: number;
  /** With respect to the output; as long as it. */
  readonly gradient: Float64Array;
}

/**
 * Cosine similarity as `torch.nn.CosineSimilarity(eps = 1e-6)` of PyTorch 1.13 has it: each norm is at least eps, and a zero
 * vector gives 0.
 *
 * @throws {TypeError} If the lengths differ.
 */
export function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const { dot, aSquared, bSquared } = products(a, b);
  return dot / Math.sqrt(aSquared * bSquared);
}

/**
 * The loss 1 - cos(output, target) of one image, and its gradient with respect to the output.
 *
 * PyTorch clamps the norm in place, so that its gradient is the one of a norm that is as large as the clamped one: a pull
 * towards the output stays where a constant denominator would leave none.
 */
export function cosineLoss(output: Float64Array, target: ArrayLike<number>): CosineLoss {
  const { dot, aSquared, bSquared } = products(output, target);
  const inverse = 1 / Math.sqrt(aSquared * bSquared);
  const cosine = dot * inverse;
  const pull = cosine / aSquared;
  return { loss: 1 - cosine, gradient: output.map((x, i) => pull * x - target[i]! * inverse) };
}

/** The product of two vectors, and the squares of their norms, each at least {@linkcode EPSILON_SQUARED}. */
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
  return { dot, aSquared: Math.max(aSquared, EPSILON_SQUARED), bSquared: Math.max(bSquared, EPSILON_SQUARED) };
}

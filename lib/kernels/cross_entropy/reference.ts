/** Shares of the exponentials of scores, in float64. */
export function softmax(scores: Float64Array): Float64Array {
  const top = Math.max(...scores);
  const exponentials = scores.map((score) => Math.exp(score - top));
  const total = exponentials.reduce((sum, e) => sum + e, 0);
  return exponentials.map((e) => e / total);
}

/**
 * Cross-entropy of one image with a smoothed label, and its gradient with respect to the scores, in float64.
 *
 * Source: `torch.nn.functional.cross_entropy(label_smoothing)`.
 */
export function crossEntropy(
  scores: Float64Array,
  label: number,
  smoothing: number,
): { loss: number; gradient: Float64Array } {
  const shares = softmax(scores);
  const target = (o: number) => smoothing / scores.length + (o === label ? 1 - smoothing : 0);
  const top = Math.max(...scores);
  const logTotal = top + Math.log(scores.reduce((sum, score) => sum + Math.exp(score - top), 0));
  return {
    loss: scores.reduce((sum, score, o) => sum - target(o) * (score - logTotal), 0),
    gradient: shares.map((share, o) => share - target(o)),
  };
}

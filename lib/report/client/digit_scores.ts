/**
 * The two scores of one image, worked out from its cosines. The page does this again for every label that the reader tries.
 *
 * @module
 */

/** Label-informed: each model's answer compared with the vector of the label that the scorer is told. */
export function informedScores(cosines: readonly (readonly number[])[], toldLabel: number): number[] {
  return cosines.map((row) => row[toldLabel] ?? 0);
}

/** Label-free: each model's answer compared with its own digit's vector. */
export function freeScores(cosines: readonly (readonly number[])[]): number[] {
  return cosines.map((row, model) => row[model] ?? 0);
}

/** The digit whose model scores highest; the last of equal ones, as in the notebook. */
export function winnerOf(scores: readonly number[]): number {
  return scores.lastIndexOf(Math.max(...scores));
}

/**
 * The digits, the one with the highest score first.
 *
 * @param ahead Which of equal ones goes ahead of the others.
 */
export function ranked(scores: readonly number[], ahead: "first" | "last"): number[] {
  const sign = ahead === "first" ? 1 : -1;
  return scores.map((_, digit) => digit).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || sign * (a - b));
}

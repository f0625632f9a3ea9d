/** What luck an honest scorer may have. Source: our choice. */
const RARE = 1e-3;
/** From here on images without a tie do not show that the scores know the class. Source: our choice. */
const UNREMARKABLE = 0.05;

/** How often the true class was answered where a guess would have found it with some chance. */
export interface Luck {
  /** Images. */
  readonly trials: number;
  /** True classes among their answers. */
  readonly hits: number;
  /** How many a guess finds on average. */
  readonly expected: number;
}

/**
 * Whether ties were settled by somebody who knew the true classes.
 *
 * Ties may fall to the true class by luck, or because the claim was made of scores with more digits than were kept. Where the
 * scores of other images, which leave no choice, point to the true class themselves, such digits are believed in. Where they
 * do not, as in an ensemble that answers the same to every picture, only the label can have settled the ties.
 *
 * @param ties Images with several classes to choose from, the true one among them.
 * @param others Images with one class to choose.
 */
export function tiesFollowTruth(ties: Luck, others: Luck): boolean {
  return chanceOf(ties) <= RARE && chanceOf(others) > UNREMARKABLE;
}

/**
 * At most how likely it is to hit so often, or more often, by guessing.
 *
 * Source: H. Chernoff, "A measure of asymptotic efficiency for tests of a hypothesis based on the sum of observations", Annals
 * of Mathematical Statistics 23 (1952); W. Hoeffding, "Probability inequalities for sums of bounded random variables", Journal
 * of the American Statistical Association 58 (1963), theorem 1, which allows for chances that differ.
 */
export function chanceOf({ trials, hits, expected }: Luck): number {
  if (hits <= expected) return 1;
  const term = (count: number, mean: number) => count === 0 ? 0 : count * Math.log(count / mean);
  // Less than rounding adds, so that three hits of one in ten are one in a thousand and no more.
  return Math.exp(-term(hits, expected) - term(trials - hits, trials - expected)) * (1 - 1e-12);
}

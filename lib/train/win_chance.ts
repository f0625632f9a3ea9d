/**
 * How likely a try is to win, before it has ended. Bets are placed on it: it bears on speed alone, never on an outcome.
 *
 * @module
 */

/**
 * The chance that a digit's k-th try (from 1) wins, before it has begun.
 *
 * Source: fitted by eye to the tries of ten stages: two thirds of the digits win at once, and one that has failed often is a
 * hard one.
 */
export function priorWinChance(k: number): number {
  return 0.65 * k ** -0.8;
}

/**
 * The chance that a digit's k-th try wins, from what it has lost so far.
 *
 * Source: a logistic model fitted to the loss curves of both stages of two seeds, 222 tries: the logarithm of the latest loss over
 * the target, against a bound that falls to 0 at the end, weighed the more the less is left. After a tenth to a fifth of a try
 * of stage 2 it tells right in 89 of 100 cases, after half in 95.
 *
 * @param k The try's number, from 1.
 * @param epochLosses The losses of its epochs so far, in the notebook's units.
 * @param epochs Epochs in all.
 * @param targetLoss A final loss below this wins.
 */
export function winChance(k: number, epochLosses: readonly number[], epochs: number, targetLoss: number): number {
  const latest = epochLosses.at(-1);
  const prior = priorWinChance(k);
  if (latest === undefined) return prior;
  if (Number.isNaN(latest)) return 0;
  const done = epochLosses.length / epochs;
  const left = 1 - done;
  const bound = (0.3 * left + 1.27) * left;
  const above = Math.log(Math.max(latest, 1e-3) / targetLoss);
  const evidence = done / (0.1425 * left + 0.02) * (bound - above);
  return 1 / (1 + Math.exp(-(0.624 * Math.log(prior / (1 - prior)) + evidence)));
}

import { type Candidate, likeliestCandidates } from "./speculation.ts";

/** What came of one try. */
export interface TryOutcome {
  /** The loss after the last epoch, in the notebook's units. */
  readonly finalLoss: number;
}

/** The rule by which the notebook takes a try. */
export interface SelectionRule {
  readonly digits: number;
  readonly maxTries: number;
  /** A try whose final loss is below this wins at once; else the best of all tries does. */
  readonly targetLoss: number;
}

/** How far to bet on tries that may not be needed; it bears on speed alone. */
export interface Wave {
  /** Candidates trained at once, at most. */
  readonly width: number;
  /** What is less likely to be needed is not trained ahead; 0 to 1. */
  readonly leastChance: number;
}

/** The tries of one digit, in order, and the one that won. */
export interface DigitSelection<T extends TryOutcome> {
  readonly lossByTry: readonly number[];
  readonly winner: T;
}

/** The outcome for every digit. */
export interface Selection<T extends TryOutcome> {
  readonly digits: readonly DigitSelection<T>[];
  /** Positions of the stream that the sequential procedure would have used. */
  readonly positionsUsed: number;
}

/**
 * Picks each digit's model as the notebook does, one try after the other, while training several side by side: candidates
 * that are likely to be needed are trained ahead, and those that turn out not to be are thrown away. The outcome is that of
 * the sequential procedure, whatever the width.
 *
 * Source: the notebook's `choose_best_model`.
 *
 * @param waves How many candidates are trained at once; asked before every wave.
 * @param train Trains candidates; the outcome of one must not depend on the others.
 * @param onTry Told of each try in the sequential order: its digit, its number from 1, its loss, and whether it decides the digit.
 * @throws {RangeError} If a loss is not a number.
 */
export async function selectTries<T extends TryOutcome>(
  rule: SelectionRule,
  waves: () => Wave,
  train: (candidates: readonly Candidate[]) => Promise<readonly T[]>,
  onTry: (digit: number, number: number, loss: number, decided: boolean) => void = () => {},
): Promise<Selection<T>> {
  const outcomes = new Map<string, T>();
  const key = ({ digit, position }: Candidate) => `${digit}:${position}`;
  const digits: DigitSelection<T>[] = [];
  let start = 0;
  let tries: T[] = [];
  while (digits.length < rule.digits) {
    const digit = digits.length;
    const outcome = outcomes.get(key({ digit, position: start + tries.length }));
    if (!outcome) {
      const frontier = { digit, start, failed: tries.length };
      const { width, leastChance } = waves();
      const wave = likeliestCandidates(
        frontier,
        (candidate) => outcomes.has(key(candidate)),
        rule.digits,
        rule.maxTries,
        Math.max(1, width),
        leastChance,
      );
      const trained = await train(wave);
      wave.forEach((candidate, i) => outcomes.set(key(candidate), trained[i]!));
      continue;
    }
    if (Number.isNaN(outcome.finalLoss)) {
      throw new RangeError(
        `Training digit ${digit}, try ${
          tries.length + 1
        }: the loss is not a number; a lower learning rate or other images are needed`,
      );
    }
    tries.push(outcome);
    const decided = outcome.finalLoss < rule.targetLoss || tries.length === rule.maxTries;
    onTry(digit, tries.length, outcome.finalLoss, decided);
    if (decided) {
      digits.push({
        lossByTry: tries.map((one) => one.finalLoss),
        winner: tries.reduce((best, one) => one.finalLoss < best.finalLoss ? one : best),
      });
      start += tries.length;
      tries = [];
    }
  }
  return { digits, positionsUsed: start };
}

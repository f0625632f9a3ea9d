import { type Candidate, type Frontier, neededCandidates } from "./speculation.ts";
import { UntrainableError } from "./untrainable_error.ts";
import { priorWinChance, winChance } from "./win_chance.ts";

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
  /** Epochs of a try. */
  readonly epochs: number;
}

/** How far to bet on tries that may not be needed; it bears on speed alone. */
export interface Bets {
  /** Candidates at work at once, at most. */
  readonly most: number;
  /** What is less likely to be needed is not trained ahead; 0 to 1. */
  readonly leastChance: number;
}

/** A candidate that is being trained. */
export interface CandidateAtWork {
  readonly candidate: Candidate;
  /** The losses of its epochs so far. */
  readonly epochLosses: readonly number[];
  /** Its share of the work that is done, or on its way and not to be stopped; 0 to 1. One that has 1 takes no place any more. */
  readonly share: number;
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
 * Picks each digit's model as the notebook does, one try after the other, while several are trained side by side: candidates
 * that are likely to be needed are trained ahead, and those that turn out not to be are given up. The outcome is that of the
 * sequential procedure, whoever is trained when.
 *
 * Source: the notebook's `choose_best_model`.
 */
export class TrySelection<T extends TryOutcome> implements Selection<T> {
  readonly digits: DigitSelection<T>[] = [];
  readonly #rule: SelectionRule;
  readonly #onTry: (digit: number, number: number, loss: number, decided: boolean) => void;
  readonly #outcomes = new Map<string, T>();
  #start = 0;
  #tries: T[] = [];

  /** @param onTry Told of each try in the sequential order: its digit, its number from 1, its loss, and whether it decides the digit. */
  constructor(
    rule: SelectionRule,
    onTry: (digit: number, number: number, loss: number, decided: boolean) => void = () => {},
  ) {
    this.#rule = rule;
    this.#onTry = onTry;
  }

  get positionsUsed(): number {
    return this.#start;
  }

  /** The first try whose outcome is not known; undefined when every digit has its model. */
  get frontier(): Candidate | undefined {
    const { digit, start, failed } = this.#frontier;
    return digit < this.#rule.digits ? { digit, position: start + failed } : undefined;
  }

  /**
   * Who should be at work now: those who are worth most, by the chance that they are needed over the work that is left of them,
   * and always the frontier.
   *
   * @param atWork Who is. One that does not come out again is to be given up.
   */
  wanted(atWork: readonly CandidateAtWork[], { most, leastChance }: Bets): Candidate[] {
    const { digits, maxTries, epochs, targetLoss } = this.#rule;
    const working = new Map(atWork.map((one) => [keyOf(one.candidate), one]));
    const frontier = this.frontier;
    if (frontier === undefined) return [];
    const chances = neededCandidates(this.#frontier, digits, maxTries, (candidate, k) => {
      const outcome = this.#outcomes.get(keyOf(candidate));
      if (outcome) return outcome.finalLoss < targetLoss ? 1 : 0;
      const one = working.get(keyOf(candidate));
      return one ? winChance(k, one.epochLosses, epochs, targetLoss) : priorWinChance(k);
    });
    const isFrontier = ({ digit, position }: Candidate) => digit === frontier.digit && position === frontier.position;
    return chances
      .filter((candidate) => !this.#outcomes.has(keyOf(candidate)))
      .map((candidate) => {
        const left = 1 - (working.get(keyOf(candidate))?.share ?? 0);
        return { candidate, left, worth: isFrontier(candidate) ? Infinity : candidate.chance / left };
      })
      .filter(({ left, worth }) => left > 0 && worth >= leastChance)
      .sort((a, b) =>
        b.worth - a.worth || a.candidate.digit - b.candidate.digit || a.candidate.position - b.candidate.position
      )
      .slice(0, Math.max(1, most))
      .map(({ candidate: { digit, position } }) => ({ digit, position }));
  }

  /**
   * Takes a candidate's outcome, and every decision that follows from it.
   *
   * @throws {UntrainableError} If a loss that decides is not a number.
   */
  report(candidate: Candidate, outcome: T): void {
    this.#outcomes.set(keyOf(candidate), outcome);
    const { maxTries, targetLoss } = this.#rule;
    for (let frontier = this.frontier; frontier; frontier = this.frontier) {
      const known = this.#outcomes.get(keyOf(frontier));
      if (!known) return;
      const { digit } = frontier;
      const number = this.#tries.push(known);
      if (Number.isNaN(known.finalLoss)) {
        throw new UntrainableError(
          `Training digit ${digit}, try ${number}: the loss is not a number; a lower learning rate or other images are needed`,
        );
      }
      const decided = known.finalLoss < targetLoss || number === maxTries;
      this.#onTry(digit, number, known.finalLoss, decided);
      if (decided) this.#decide();
    }
  }

  get #frontier(): Frontier {
    return { digit: this.digits.length, start: this.#start, failed: this.#tries.length };
  }

  #decide(): void {
    const tries = this.#tries;
    this.digits.push({
      lossByTry: tries.map((one) => one.finalLoss),
      winner: tries.reduce((best, one) => one.finalLoss < best.finalLoss ? one : best),
    });
    this.#start += tries.length;
    this.#tries = [];
  }
}

function keyOf({ digit, position }: Candidate): string {
  return `${digit}:${position}`;
}

import { type RateInterval, wilsonInterval } from "../statistics/wilson.ts";

/** Decisions against what a person knows of some pictures. */
export interface CheckScores {
  readonly pictures: number;
  readonly wrong: number;
  /** Of the error, 95 %. */
  readonly interval: RateInterval;
  /** What was taken for what, most often first. */
  readonly mistakes: { readonly truth: string; readonly label: string; readonly pictures: number }[];
  /** Those that were got wrong, by rising index, and what they show. */
  readonly wrongPictures: readonly { readonly index: number; readonly truth: string }[];
  /** Pictures whose label was given, which are not counted. */
  readonly leftOut: number;
}

/**
 * Holds what a person knows of some pictures and does not tell the method. It answers once, and takes every decision in
 * exchange, so that no decision can follow from its answer.
 */
export class CheckEvaluator {
  readonly #truth: ReadonlyMap<number, string>;
  #asked = false;

  /** @param truth Labels by index of a picture. */
  constructor(truth: ReadonlyMap<number, string>) {
    this.#truth = truth;
  }

  /**
   * Counts wrong decisions.
   *
   * @param decided The label of each picture.
   * @param given Indices of pictures whose label was given: these say nothing of how right the others are.
   * @throws {Error} When asked a second time.
   * @throws {RangeError} If no picture is left to be counted.
   */
  evaluate(decided: readonly string[], given: ReadonlySet<number>): CheckScores {
    if (this.#asked) throw new Error("Checking labels: found a second call, wanted one, after the last decision");
    this.#asked = true;
    const counted = [...this.#truth].filter(([index]) => !given.has(index)).sort(([a], [b]) => a - b);
    if (counted.length === 0) {
      throw new RangeError("Checking labels: found none but those that were given, wanted labels of other pictures");
    }
    const wrong = counted.filter(([index, truth]) => decided[index] !== truth);
    const mistakes = new Map<string, { truth: string; label: string; pictures: number }>();
    for (const [index, truth] of wrong) {
      const label = decided[index]!;
      const key = JSON.stringify([truth, label]);
      const before = mistakes.get(key)?.pictures ?? 0;
      mistakes.set(key, { truth, label, pictures: before + 1 });
    }
    return {
      pictures: counted.length,
      wrong: wrong.length,
      interval: wilsonInterval(wrong.length, counted.length),
      mistakes: [...mistakes.values()].sort((a, b) => b.pictures - a.pictures),
      wrongPictures: wrong.map(([index, truth]) => ({ index, truth })),
      leftOut: this.#truth.size - counted.length,
    };
  }
}

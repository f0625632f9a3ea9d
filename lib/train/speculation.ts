/**
 * Which tries to train next, when the outcome of the ones before is not known yet.
 *
 * Tries are numbered along one stream of random words; a digit's first try takes the position after the last one of the digit
 * before it. So which position belongs to which digit is known only as digits finish, and training side by side means betting.
 *
 * @module
 */

/** One try of one digit at one position of the stream. */
export interface Candidate {
  readonly digit: number;
  readonly position: number;
}

/** A candidate and the chance that its outcome will be asked for, 0 to 1. */
export interface NeededCandidate extends Candidate {
  readonly chance: number;
}

/** The first try whose outcome is not known. */
export interface Frontier {
  readonly digit: number;
  /** Position of the digit's first try. */
  readonly start: number;
  /** Tries of the digit that have failed. */
  readonly failed: number;
}

/** Chances below this are not followed: they cost time and change nothing. */
const NEGLIGIBLE = 1e-4;

/**
 * How likely each try is to be needed, from how likely those before it are to win.
 *
 * @param digits Digits in all.
 * @param maxTries Tries a digit takes at most.
 * @param winChance The chance that a candidate wins as its digit's k-th try, from 1; 0 or 1 where it is known.
 * @returns every candidate from the frontier on whose chance is not negligible, digit by digit; the frontier's own try first.
 */
export function neededCandidates(
  frontier: Frontier,
  digits: number,
  maxTries: number,
  winChance: (candidate: Candidate, k: number) => number,
): NeededCandidate[] {
  const candidates: NeededCandidate[] = [];
  let starts = new Map([[frontier.start, 1]]);
  for (let digit = frontier.digit; digit < digits; digit++) {
    const failed = digit === frontier.digit ? frontier.failed : 0;
    const needed = new Map<number, number>();
    const next = new Map<number, number>();
    for (const [start, chance] of starts) {
      let reached = chance;
      for (let k = failed; k < maxTries && reached >= NEGLIGIBLE; k++) {
        const position = start + k;
        add(needed, position, reached);
        const ends = k + 1 < maxTries ? winChance({ digit, position }, k + 1) : 1;
        add(next, position + 1, reached * ends);
        reached *= 1 - ends;
      }
    }
    for (const [position, chance] of needed) candidates.push({ digit, position, chance });
    starts = next;
  }
  return candidates;
}

function add(map: Map<number, number>, key: number, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}

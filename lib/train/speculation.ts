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
 * Chance that the k-th try (from 1) wins after k - 1 have failed.
 *
 * Source: fitted by eye to the tries of ten stages: two thirds of the digits win at once, and one that has failed often is a hard
 * one. It bears on speed alone, never on an outcome.
 */
function winChance(k: number): number {
  return 0.65 * k ** -0.8;
}

/**
 * Chooses the candidates that are most likely to be needed and worth their time.
 *
 * @param known Whether a candidate has been trained already.
 * @param digits Digits in all.
 * @param maxTries Tries a digit takes at most.
 * @param width Candidates wanted, at most.
 * @param leastChance Candidates that are needed less likely than this are left out, but for the frontier itself; 0 to 1.
 * @returns the likeliest first; ties in the order of digit and position. Never empty while the frontier lies within the digits.
 */
export function likeliestCandidates(
  frontier: Frontier,
  known: (candidate: Candidate) => boolean,
  digits: number,
  maxTries: number,
  width: number,
  leastChance: number,
): Candidate[] {
  // survival[k]: chance that the first k tries of a digit all fail.
  const survival = [1];
  for (let k = 1; k <= maxTries; k++) survival.push(survival[k - 1]! * (1 - winChance(k)));
  const candidates: (Candidate & { chance: number })[] = [];
  let starts = new Map([[frontier.start, 1]]);
  for (let digit = frontier.digit; digit < digits; digit++) {
    const failed = digit === frontier.digit ? frontier.failed : 0;
    const needed = new Map<number, number>();
    const next = new Map<number, number>();
    for (const [start, chance] of starts) {
      for (let k = failed; k < maxTries; k++) {
        const reached = chance * survival[k]! / survival[failed]!;
        if (reached < NEGLIGIBLE) break;
        add(needed, start + k, reached);
        const ends = k + 1 < maxTries ? winChance(k + 1) : 1;
        add(next, start + k + 1, reached * ends);
      }
    }
    for (const [position, chance] of needed) {
      if (!known({ digit, position })) candidates.push({ digit, position, chance });
    }
    starts = next;
  }
  candidates.sort((a, b) => b.chance - a.chance || a.digit - b.digit || a.position - b.position);
  return candidates
    .slice(0, width)
    .filter(({ chance }, i) => i === 0 || chance >= leastChance)
    .map(({ digit, position }) => ({ digit, position }));
}

function add(map: Map<number, number>, key: number, value: number): void {
  map.set(key, (map.get(key) ?? 0) + value);
}

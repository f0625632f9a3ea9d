import { type Claim, NO_CLAIM } from "./claim.ts";
import { HALF_FORMATS, type HalfFormat, type StoredPrecision, storedPrecision } from "./number_format.ts";
import { type Luck, tiesFollowTruth } from "./tie_luck.ts";

/** How well a scoring accounts for what was claimed. */
export interface Explanation {
  /** Claimed classes that are the scoring's arg max. */
  readonly agreeing: number;
  /** Claimed classes that are not, but whose value is the largest but for rounding. */
  readonly nearTies: number;
  /** What the scores have to be rounded to so that the claims are their arg max; undefined where they are so as stored. */
  readonly roundedTo: HalfFormat["name"] | undefined;
  /** Whether near ties were settled by the true class, which is then what the claim was made of. */
  readonly tiesFollowTruth: boolean;
  /** Whether every claim follows from the scoring, near ties allowed unless they follow the truth. */
  readonly explains: boolean;
  /** Images that the scoring gets right, of those that something was claimed of. */
  readonly right: number;
}

/** What an audit of a claim comes to. */
export interface ClaimVerdict {
  /** Images that something was claimed of. */
  readonly claimed: number;
  /** Claims that are the true class. */
  readonly right: number;
  readonly labelInformed: Explanation;
  readonly labelFree: Explanation;
  readonly verdict: "label-free" | "label-informed only" | "neither";
}

/** The images that something was claimed of, under one scoring. */
interface ScoredClaims {
  readonly classes: number;
  /** f64 [claimed, classes]: what the arg max is taken of. */
  readonly values: Float64Array;
  /** [claimed] */
  readonly labels: Float64Array;
  /** [claimed] */
  readonly predictions: Float64Array;
}

/** Which of equal values wins. */
type TieRule = "first" | "last";
const TIE_RULES: readonly TieRule[] = ["first", "last"];

/**
 * Says which scoring a claim follows from. Label-informed: the arg max over members k of S[n, k, y_n], which needs the true
 * class y_n. Label-free: the arg max of S[n, k, k].
 *
 * Rounding is told from disagreement in three ways. Scores rounded to be kept hold their order, so that a claim made before
 * has one of the largest values left. A claim made of scores that were rounded to two bytes, to which more digits are kept,
 * is found by rounding those, one rule for ties of all images. Values so near that their order is left to the order of a
 * sum may swap. An ensemble whose values are all equal explains no claim that its ties be settled by the true class.
 */
export function explainClaim(claim: Claim): ClaimVerdict {
  const { classes, scores, labels, predictions } = claim;
  const images = Array.from(predictions.keys()).filter((n) => predictions[n] !== NO_CLAIM);
  const precision = storedPrecision(scores);
  const scored = (column: (n: number, k: number) => number): ScoredClaims => ({
    classes,
    values: Float64Array.from(
      { length: images.length * classes },
      (_, i) => {
        const [n, k] = [images[Math.floor(i / classes)]!, i % classes];
        return scores[(n * classes + k) * classes + column(n, k)]!;
      },
    ),
    labels: Float64Array.from(images, (n) => labels[n]!),
    predictions: Float64Array.from(images, (n) => predictions[n]!),
  });
  const labelInformed = explain(scored((n) => labels[n]!), precision);
  const labelFree = explain(scored((_, k) => k), precision);
  return {
    claimed: images.length,
    right: images.filter((n) => predictions[n] === labels[n]).length,
    labelInformed,
    labelFree,
    verdict: labelFree.explains ? "label-free" : labelInformed.explains ? "label-informed only" : "neither",
  };
}

function explain(scored: ScoredClaims, { format, slack }: StoredPrecision): Explanation {
  const count = scored.predictions.length;
  const [first, last] = TIE_RULES.map((rule) => argMax(scored, rule)) as [Float64Array, Float64Array];
  const agreeingWith = (answers: Float64Array) => matches(answers, scored.predictions);
  const answers = agreeingWith(last) > agreeingWith(first) ? last : first;
  const agreeing = agreeingWith(answers);
  const asStored = {
    agreeing,
    nearTies: 0,
    roundedTo: undefined,
    tiesFollowTruth: false,
    explains: agreeing === count,
    right: matches(answers, scored.labels),
  };
  if (asStored.explains) return asStored;
  const withTies = { ...asStored, ...settleTies(scored, slack, answers) };
  return withTies.explains ? withTies : explainRounded(scored, { format, slack }) ?? withTies;
}

/** The explanation by scores that were rounded to fewer digits than were kept, if there is one. */
function explainRounded(
  scored: ScoredClaims,
  { format, slack }: StoredPrecision,
): Explanation | undefined {
  // Rounding to a format that the scores have been rounded to already changes nothing.
  for (const coarser of HALF_FORMATS.slice(format === undefined ? 0 : HALF_FORMATS.indexOf(format) + 1)) {
    const values = scored.values.map(coarser.round);
    // All that is beyond a format's range would be equal in it.
    if (!values.every(Number.isFinite)) continue;
    const rule = TIE_RULES.find((rule) => followsRounded(scored, coarser, slack, rule));
    if (rule === undefined) continue;
    return {
      agreeing: scored.predictions.length,
      nearTies: 0,
      roundedTo: coarser.name,
      tiesFollowTruth: false,
      explains: true,
      right: matches(argMax({ ...scored, values }, rule), scored.labels),
    };
  }
  return undefined;
}

/** Counts claims that are the largest but for rounding, and finds out who settled such ties. */
function settleTies(
  { classes, values, labels, predictions }: ScoredClaims,
  slack: (value: number) => number,
  answers: Float64Array,
): Pick<Explanation, "nearTies" | "tiesFollowTruth" | "explains"> {
  const ties = { trials: 0, hits: 0, expected: 0 };
  const others = { trials: 0, hits: 0, expected: 0 };
  let nearTies = 0;
  let contradicting = 0;
  for (const [n, prediction] of predictions.entries()) {
    const row = values.subarray(n * classes, (n + 1) * classes);
    let least = -Infinity;
    for (const value of row) least = Math.max(least, value - slack(value));
    const isLargest = (k: number) => row[k]! + slack(row[k]!) >= least;
    if (!isLargest(prediction)) contradicting++;
    else if (prediction !== answers[n]) nearTies++;
    let choices = 0;
    for (let k = 0; k < classes; k++) if (isLargest(k)) choices++;
    const hit = prediction === labels[n];
    if (choices === 1) count(others, hit, 1 / classes);
    else if (isLargest(labels[n]!)) count(ties, hit, 1 / choices);
  }
  const followTruth = tiesFollowTruth(ties, others);
  return { nearTies, tiesFollowTruth: followTruth, explains: contradicting === 0 && !followTruth };
}

function count(luck: { -readonly [K in keyof Luck]: Luck[K] }, hit: boolean, chance: number): void {
  luck.trials++;
  luck.expected += chance;
  if (hit) luck.hits++;
}

/** Whether every claim may be the arg max of the rounded values, whatever the stored ones leave open. */
function followsRounded(
  { classes, values, predictions }: ScoredClaims,
  { round }: HalfFormat,
  slack: (value: number) => number,
  rule: TieRule,
): boolean {
  return predictions.every((prediction, n) => {
    const row = values.subarray(n * classes, (n + 1) * classes);
    const most = round(row[prediction]! + slack(row[prediction]!));
    return row.every((value, k) => {
      if (k === prediction) return true;
      const least = round(value - slack(value));
      return most > least || (most === least && (rule === "first") === (prediction < k));
    });
  });
}

/** The place of the largest value of each row. */
function argMax({ classes, values, predictions }: ScoredClaims, rule: TieRule): Float64Array {
  return predictions.map((_, n) => {
    const row = values.subarray(n * classes, (n + 1) * classes);
    const largest = Math.max(...row);
    return rule === "first" ? row.indexOf(largest) : row.lastIndexOf(largest);
  });
}

function matches(a: Float64Array, b: Float64Array): number {
  let equal = 0;
  for (let n = 0; n < a.length; n++) if (a[n] === b[n]) equal++;
  return equal;
}

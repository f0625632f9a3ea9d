import { type Claim, NO_CLAIM } from "./claim.ts";

/** How well a scoring accounts for what was claimed. */
export interface Explanation {
  /** Claimed classes that are the scoring's arg max. */
  readonly agreeing: number;
  /** Claimed classes that are not, but whose value equals the largest but for rounding. */
  readonly nearTies: number;
  /** Whether every claim follows from the scoring, a few near ties allowed. */
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

/** Two similarities closer than this, relative to the larger, may swap by rounding in float32. */
const NEAR = 1e-6;
/** Claims that may differ from the arg max, as near ties, by rounding: one in a thousand. Source: our choice. */
const NEAR_TIES = 1e-3;

/**
 * Says which scoring a claim follows from. Label-informed: the arg max over members k of S[n, k, y_n], which needs the true
 * class y_n. Label-free: the arg max of S[n, k, k].
 *
 * Among equal values a framework takes the first or the last, so either rule counts, but one for all images: an ensemble
 * whose values are all equal explains nothing but one constant answer.
 */
export function explainClaim(claim: Claim): ClaimVerdict {
  const { classes, scores, labels, predictions } = claim;
  const images = Array.from(predictions.keys()).filter((n) => predictions[n] !== NO_CLAIM);
  const at = (n: number, k: number, c: number) => scores[(n * classes + k) * classes + c]!;
  const labelInformed = explain(claim, images, (n, k) => at(n, k, labels[n]!));
  const labelFree = explain(claim, images, (n, k) => at(n, k, k));
  return {
    claimed: images.length,
    right: images.filter((n) => predictions[n] === labels[n]).length,
    labelInformed,
    labelFree,
    verdict: labelFree.explains ? "label-free" : labelInformed.explains ? "label-informed only" : "neither",
  };
}

function explain(
  { classes, labels, predictions }: Claim,
  images: readonly number[],
  value: (n: number, k: number) => number,
): Explanation {
  const [first, last] = [true, false].map((takeFirst): Explanation => {
    let agreeing = 0;
    let nearTies = 0;
    let right = 0;
    for (const n of images) {
      let best = 0;
      for (let k = 1; k < classes; k++) {
        const [candidate, largest] = [value(n, k), value(n, best)];
        if (candidate > largest || (candidate === largest && !takeFirst)) best = k;
      }
      if (best === labels[n]) right++;
      const largest = value(n, best);
      if (best === predictions[n]) agreeing++;
      else if (largest - value(n, predictions[n]!) <= NEAR * Math.abs(largest)) nearTies++;
    }
    const explains = agreeing + nearTies === images.length && nearTies <= NEAR_TIES * images.length;
    return { agreeing, nearTies, explains, right };
  }) as [Explanation, Explanation];
  return last.agreeing > first.agreeing ? last : first;
}

import type { CosineTensor } from "../../infer/cosine_tensor.ts";
import type { RateInterval } from "../../statistics/wilson.ts";
import { accuracyOf, chanceInterval, isWithin } from "./chance.ts";
import { type AuditInput, auditSituations, type Situation } from "./situations.ts";

/** Any scorer. It is handed the labels; whether it makes use of them is what the audit finds out. */
export type ScorerUnderAudit = (cosines: CosineTensor, labels: Uint8Array) => Uint8Array;

/** What a scorer did in a situation in which nothing can be known. */
export interface Finding {
  readonly situation: Situation["name"];
  readonly images: number;
  readonly accuracy: number;
  /** Where the accuracy of an honest scorer lies. */
  readonly chance: RateInterval;
}

/** What an audit of a scorer comes to. */
export interface ScorerAudit {
  readonly findings: readonly Finding[];
  /** Test images whose prediction became another one when only the labels were permuted. */
  readonly changedByLabels: number;
  /** No accuracy above chance where there is nothing to know, and no prediction changed by labels. */
  readonly honest: boolean;
}

/**
 * Finds out whether a scorer feeds on the labels.
 *
 * @throws {TypeError} If there is not one label an image, or more noise than images.
 */
export function auditScorer(scorer: ScorerUnderAudit, input: AuditInput): ScorerAudit {
  const situations = auditSituations(input);
  const before = scorer(input.cosines, input.labels);
  let changedByLabels = 0;
  const findings = situations.map(({ name, cosines, labels }): Finding => {
    const predictions = scorer(cosines, labels);
    if (name === "permuted labels") changedByLabels = predictions.filter((p, n) => p !== before[n]).length;
    return {
      situation: name,
      images: cosines.images,
      accuracy: accuracyOf(predictions, labels),
      chance: chanceInterval(predictions, labels, cosines.classes),
    };
  });
  const honest = changedByLabels === 0 &&
    findings.every(({ accuracy, chance }) => accuracy < chance.lower || isWithin(accuracy, chance));
  return { findings, changedByLabels, honest };
}

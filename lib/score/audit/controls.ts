import { labelFreePredictions } from "../label_free.ts";
import { labelInformedScores } from "../label_informed.ts";
import type { RateInterval } from "../../statistics/wilson.ts";
import { auditScorer, type Finding } from "./audit_scorer.ts";
import { isWithin } from "./chance.ts";
import { HAND_OVERS, refusals } from "./signature.ts";
import type { AuditInput, Situation } from "./situations.ts";

/** A control. Structurally the run record's `AuditControl`. */
export interface AuditControl {
  readonly name: Situation["name"] | "signature check";
  readonly images: number;
  /** Where each figure has to lie. */
  readonly expected: {
    readonly labelInformedAccuracy?: RateInterval;
    readonly labelFreeAccuracy?: RateInterval;
    readonly refusals?: RateInterval;
  };
  readonly observed: {
    readonly labelInformedAccuracy?: number;
    readonly labelFreeAccuracy?: number;
    readonly refusals?: number;
  };
  readonly passed: boolean;
}

/** Label-informed accuracy that guessing never comes near. Source: our choice, three times what guessing gives. */
const FAR_ABOVE_CHANCE = 0.3;

/**
 * Runs every control on a set of models: in situations in which nothing can be known the label-free score has to fall to
 * chance, while the label-informed one stays high, since it follows the label and not the picture.
 *
 * @throws {TypeError} If there is not one label an image, more noise than images, or not one member a class.
 */
export function runControls(input: AuditInput): AuditControl[] {
  const informed = auditScorer((cosines, labels) => labelInformedScores(cosines, labels).predictions, input);
  const free = auditScorer((cosines) => labelFreePredictions(cosines), input);
  const controls = informed.findings.map((finding, i) => control(finding, free.findings[i]!));
  const refused = refusals(input.cosines, input.labels);
  return [...controls, {
    name: "signature check",
    images: input.cosines.images,
    expected: { refusals: { lower: HAND_OVERS, upper: HAND_OVERS } },
    observed: { refusals: refused },
    passed: refused === HAND_OVERS && free.changedByLabels === 0,
  }];
}

function control(informed: Finding, free: Finding): AuditControl {
  const expected = {
    labelInformedAccuracy: { lower: informed.situation === "constant ensemble" ? 1 : FAR_ABOVE_CHANCE, upper: 1 },
    labelFreeAccuracy: free.chance,
  };
  const observed = { labelInformedAccuracy: informed.accuracy, labelFreeAccuracy: free.accuracy };
  return {
    name: informed.situation,
    images: informed.images,
    expected,
    observed,
    passed: isWithin(observed.labelInformedAccuracy, expected.labelInformedAccuracy) &&
      isWithin(observed.labelFreeAccuracy, expected.labelFreeAccuracy),
  };
}

/**
 * What an audit says on a terminal.
 *
 * @module
 */
import type { AuditRecord } from "../record/record.ts";
import type { ClaimVerdict, Explanation } from "../score/audit/explain_claim.ts";
import { type RateInterval, wilsonInterval } from "../statistics/wilson.ts";
import { percentDigits } from "../statistics/decimals.ts";

/** Names of a control's quantities. */
export const QUANTITIES = {
  labelInformedAccuracy: "label-informed",
  labelFreeAccuracy: "label-free",
  refusals: "labels refused",
} as const;

const percent = (fraction: number) => `${percentDigits(fraction)} %`;

/** A range as "at least", "exactly" or "x to y". */
export function rangeText({ lower, upper }: RateInterval, name: keyof typeof QUANTITIES): string {
  if (name === "refusals") return lower === upper ? `${lower} of ${upper}` : `${lower} to ${upper}`;
  if (percent(lower) === percent(upper)) return percent(lower);
  return upper >= 1 ? `at least ${percent(lower)}` : `${percentDigits(lower)} to ${percent(upper)}`;
}

/** An observed quantity in the units of {@linkcode rangeText}. */
export function observedText(value: number, expected: RateInterval, name: keyof typeof QUANTITIES): string {
  return name === "refusals" ? `${value} of ${expected.upper}` : percent(value);
}

/** The controls as a table of plain text. */
export function controlsText({ controls, labelInformedAccuracy, labelFreeAccuracy }: AuditRecord): string {
  const rows = controls.flatMap(({ name, expected, observed, passed }) =>
    (Object.keys(QUANTITIES) as (keyof typeof QUANTITIES)[]).flatMap((quantity) => {
      const [range, value] = [expected[quantity], observed[quantity]];
      if (range === undefined || value === undefined) return [];
      return [[
        name,
        QUANTITIES[quantity],
        rangeText(range, quantity),
        observedText(value, range, quantity),
        passed ? "pass" : "FAIL",
      ]];
    })
  );
  const table = [["Control", "Score", "Expected", "Observed", ""], ...rows];
  const widths = table[0]!.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  const failed = controls.filter(({ passed }) => !passed).length;
  return [
    `The models under audit get ${percent(labelInformedAccuracy)} of the test images right label-informed, ` +
    `${percent(labelFreeAccuracy)} label-free.`,
    "",
    ...table.map((row) => row.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()),
    "",
    failed === 0
      ? "All controls hold: the label-informed score follows the label whatever the picture shows; the label-free one does not."
      : `${failed} of ${controls.length} controls fail.`,
  ].join("\n");
}

/** The verdict on somebody's claim. */
export function claimText({ claimed, right, labelInformed, labelFree, verdict }: ClaimVerdict): string {
  const rate = (count: number) => {
    const { lower, upper } = wilsonInterval(count, claimed);
    return `${count} of ${claimed} right, ${percent(count / claimed)} (95 % interval ${percentDigits(lower)} to ${
      percent(upper)
    })`;
  };
  const agreement = ({ agreeing, nearTies, roundedTo, tiesFollowTruth }: Explanation) => {
    const contradicting = claimed - agreeing - nearTies;
    return [
      `${agreeing} of ${claimed} claims follow from it${roundedTo === undefined ? "" : ` rounded to ${roundedTo}`}`,
      ...(nearTies === 0 ? [] : [`${nearTies} more ${nearTies === 1 ? "is a tie" : "are ties"} but for rounding`]),
      ...(contradicting === 0 ? [] : [`${contradicting} ${contradicting === 1 ? "contradicts" : "contradict"} it`]),
      ...(tiesFollowTruth ? ["but the true class has settled its ties"] : []),
    ].join(", ");
  };
  return [
    `Claimed                ${rate(right)}`,
    `Label-informed score   ${rate(labelInformed.right)}; ${agreement(labelInformed)}`,
    `Label-free score       ${rate(labelFree.right)}; ${agreement(labelFree)}`,
    "",
    {
      "label-free": "The label-free score explains the claim: no label is needed to arrive at it.",
      "label-informed only":
        "Only the label-informed score explains the claim: each prediction was made with the true label as an " +
        `input. Without the label the same scores are worth ${percent(labelFree.right / claimed)}.`,
      "neither": "Neither score explains the claim: the predictions do not follow from these scores by either rule, " +
        "whatever is granted to rounding.",
    }[verdict],
  ].join("\n");
}

/**
 * What a run's page says of it in one line, and in two.
 *
 * @module
 */
import { NOTEBOOK_FIGURES } from "../config/published_settings.ts";
import type { Provenance, RunRecord } from "../record/record.ts";
import { formatDecimal } from "../statistics/decimals.ts";
import type { Comparability } from "./comparability.ts";
import {
  countOf,
  formatCount,
  formatErrors,
  formatMedian,
  formatRate,
  formatShare,
  formatTime,
  shorten,
} from "./format.ts";
import { headErrors } from "./head_errors.ts";
import { leakFreeHeadline } from "./leak_free_chapters.tsx";
import { headRate } from "./leak_free_text.ts";

/** What a quick run left out. */
export function quickText({ published, leakFree }: RunRecord): string {
  if (published !== undefined && leakFree !== undefined) {
    return "It used fewer images, tries and epochs to end within a minute. Its numbers are neither the notebook’s nor the " +
      "method’s and must not be quoted as such.";
  }
  return leakFree
    ? "It used fewer images to end within a minute. Its numbers are not the method’s and must not be quoted as such."
    : "It used fewer images, tries and epochs to end within a minute. Its numbers are not the notebook’s and must " +
      "not be quoted as such.";
}

/** Which protocols ran, on what. */
export function protocolOf(
  { published, corrected, leakFree, publishedSeeds, failures, provenance }: RunRecord,
): string {
  const own = leakFree &&
    `leak-free protocol, ${leakFree.draws.length === 1 ? "one draw" : `${leakFree.draws.length} draws`}`;
  if (own !== undefined && published === undefined) return own;
  const failed = failures?.flatMap(({ seed }) => seed ?? []) ?? [];
  const many = [...publishedSeeds?.map(({ seed }) => seed) ?? [], ...failed];
  const seeds = publishedSeeds === undefined
    ? `seed ${provenance.seeds?.stage1 ?? "unknown"}`
    : `seeds ${Math.min(...many)} to ${Math.max(...many)}` +
      (failed.length > 0 ? `, ${formatCount(failed.length)} of which failed` : "");
  const notebooks = `${corrected === undefined ? "published" : "corrected"} protocol, ${seeds}`;
  return own === undefined ? notebooks : `${notebooks}, and ${own}`;
}

/** The verdict in one line. */
export function headline(record: RunRecord, compared: Comparability): string {
  const { leakFree, published, publishedSeedsSummary: seeds, corrected, provenance } = record;
  if (corrected !== undefined) {
    const { images, labelFreeErrors } = corrected.stage2.test;
    const right = `The notebook without its leak: ${formatShare(images - labelFreeErrors, images, 1)} right`;
    return provenance.quick ? `Quick run. ${right}` : right;
  }
  if (published === undefined) {
    return leakFree === undefined ? "A run without results" : leakFreeHeadline(leakFree, provenance);
  }
  const { images } = published.stage2.test;
  const errors = headErrors(published, seeds);
  const ofSeeds = seeds && seeds.stage2TestLabelFreeErrors.count > 1
    ? `, the median of ${countOf(seeds.stage2TestLabelFreeErrors.count, "seed")}`
    : "";
  const leakFreeErrors = leakFree === undefined ? "" : ` Leak-free method: ${errorsOf(leakFree, images)}.`;
  if (compared === "same") {
    const { testErrors, testImages } = NOTEBOOK_FIGURES;
    return `Claimed: ${formatErrors(testErrors)} in ${formatCount(testImages)}. True: ${
      formatMedian(errors)
    }${ofSeeds}.${leakFreeErrors}`;
  }
  const truth = `${formatMedian(errors)} ${errors === 1 ? "error" : "errors"} in ${
    formatCount(images)
  } once the label is taken away${ofSeeds}`;
  return (provenance.quick ? `Quick run: ${truth}` : truth) + (leakFreeErrors && `.${leakFreeErrors}`);
}

/** The verdict in a sentence or two. */
export function description(record: RunRecord, compared: Comparability): string {
  const { provenance: { dataset, startedAt } } = record;
  const why = record.published === undefined
    ? ""
    : " The notebook is given the right digit before it picks its answer.";
  return `${headline(record, compared).replace(/\.?$/, ".")}${why} ${shorten(dataset.name, 60)}, ${
    protocolOf(record)
  }, ${formatTime(startedAt)}.`;
}

/** Of as many images as the other figures are of, in numbers; else as a rate. */
function errorsOf(leakFree: NonNullable<RunRecord["leakFree"]>, images: number): string {
  const { rate } = headRate(leakFree);
  return leakFree.testImages === images ? formatCount(Number(formatDecimal(rate * images, 0))) : formatRate(rate);
}

/** What it ran on. */
export function machineName({ adapter, backend, os }: Provenance): string {
  if (adapter === undefined) return `the ${backend} backend, ${countOf(os.cores, "core")}`;
  return `${adapter.description || adapter.vendor || "an unnamed adapter"}${adapter.software ? " (software)" : ""}`;
}

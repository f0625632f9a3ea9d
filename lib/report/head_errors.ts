import type { PublishedRecord, PublishedSeedsSummary } from "../record/record.ts";

/** The label-free test errors that a run of the published protocol is headed by: of several seeds the median. */
export function headErrors(published: PublishedRecord, seeds: PublishedSeedsSummary | undefined): number {
  return seeds?.stage2TestLabelFreeErrors.median ?? published.stage2.test.labelFreeErrors;
}

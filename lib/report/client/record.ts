import type { RunRecord } from "../../record/record.ts";

/** The run's record as it stands in the page; the page was rendered from it, so it needs no second validation. */
export function embeddedRecord(): RunRecord {
  return JSON.parse(document.getElementById("run-record")?.textContent ?? "{}");
}

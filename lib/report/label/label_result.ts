import { LABELS_FILE, SUGGESTIONS_FILE } from "../../run/folder.ts";
import type { LabelRecord, RunRecord } from "../../record/record.ts";

/**
 * What labelling came to, for programs. The record holds the rest.
 *
 * @param folder Where it was written.
 * @returns What JSON can hold.
 */
export function labelResult(record: RunRecord, label: LabelRecord, folder: string): Record<string, unknown> {
  const { pictures, refused, classes, given, way, doubtful, suggestions, check } = label;
  return {
    folder,
    record: `${folder}/run.json`,
    page: `${folder}/index.html`,
    ...(classes.length > 0 && { labels: `${folder}/${LABELS_FILE}` }),
    ...(suggestions && { suggestions: `${folder}/${SUGGESTIONS_FILE}`, suggested: suggestions }),
    notices: record.provenance.notices ?? [],
    pictures,
    given: given.flat().length,
    refused,
    classes,
    way,
    doubtful,
    ...(check && { check }),
    durationMs: label.durationMs,
  };
}

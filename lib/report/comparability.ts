import { NOTEBOOK_SETTINGS } from "../config/published_settings.ts";
import type { RunRecord } from "../record/record.ts";

/**
 * Whether the notebook's printed figures may stand beside a run's:
 *
 * - `same`: MNIST with the notebook's own settings;
 * - `other settings`: MNIST, but fewer images or steps, as in a quick run;
 * - `other data`: the notebook claims nothing about this data set.
 */
export type Comparability = "same" | "other settings" | "other data";

/** Says whether the notebook's printed figures may stand beside a run's. */
export function comparability(record: RunRecord): Comparability {
  if (record.provenance.dataset.name !== "MNIST") return "other data";
  const settings = (record.published ?? record.corrected)?.settings;
  if (settings === undefined || record.provenance.quick) return "other settings";
  return sameSettings(settings, NOTEBOOK_SETTINGS) ? "same" : "other settings";
}

function sameSettings(left: object, right: object): boolean {
  const rightValues = new Map<string, unknown>(Object.entries(right));
  const leftEntries: [string, unknown][] = Object.entries(left);
  return leftEntries.length === rightValues.size && leftEntries.every(([name, value]) => {
    const other = rightValues.get(name);
    return isObject(value) && isObject(other) ? sameSettings(value, other) : value === other;
  });
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

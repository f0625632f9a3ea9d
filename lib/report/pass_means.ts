/**
 * What one pass of pseudo-labels amounts to over several draws.
 *
 * @module
 */
import type { PassRecord } from "../record/record.ts";

/** The mean of what there is; null if nothing is. */
export function meanOf(values: readonly (number | null | undefined)[]): number | null {
  const known = values.filter((value) => value !== null && value !== undefined);
  return known.length === 0 ? null : known.reduce((total, value) => total + value, 0) / known.length;
}

/** Images that were given a class as their pseudo-label. */
export function givenOf({ confusion }: PassRecord, label: number): number {
  return confusion.reduce((total, row) => total + (row[label] ?? 0), 0);
}

/** Those of them that are not of that class. */
export function wrongOf(record: PassRecord, label: number): number {
  return givenOf(record, label) - (record.confusion[label]?.[label] ?? 0);
}

/** The share of a class that was found; null if there is none of it. */
export function recallOf({ confusion }: { confusion: readonly (readonly number[])[] }, label: number): number | null {
  const row = confusion[label] ?? [];
  const all = row.reduce((total, count) => total + count, 0);
  return all === 0 ? null : (row[label] ?? 0) / all;
}

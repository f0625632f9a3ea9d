import { CLASSES } from "../data/dataset.ts";
import type { LeakFreeRecord } from "../record/record.ts";

/** The classes of a leak-free run, which its tables and charts go through. */
export function classesOf({ draws }: Pick<LeakFreeRecord, "draws">): number[] {
  return Array.from(draws[0]?.confusion ?? [], (_, label) => label);
}

/** How many there are, in words: "ten", or "26". */
export function classCount(leakFree: Pick<LeakFreeRecord, "draws">): string {
  const { length } = classesOf(leakFree);
  return length === CLASSES ? "ten" : String(length);
}

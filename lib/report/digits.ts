import { CLASSES } from "../data/dataset.ts";

/** The ten digits, which tables and charts go through. */
export const DIGITS: readonly number[] = Array.from({ length: CLASSES }, (_, digit) => digit);

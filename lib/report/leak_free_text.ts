/**
 * What a leak-free run amounts to, in words and numbers that the page and the terminal share.
 *
 * @module
 */
import { type FieldFigure, fieldFigures } from "../config/field_figures.ts";
import type { LeakFreeRecord, Provenance } from "../record/record.ts";
import { summariseSample } from "../statistics/summarise_sample.ts";
import { type RateInterval, wilsonInterval } from "../statistics/wilson.ts";
import { formatCount } from "./format.ts";

/** How many labels a draw has, by the first one. */
export function labelsOf({ draws }: LeakFreeRecord): number {
  return draws[0]?.labelledTrainIndices.flat().length ?? 0;
}

/** "one draw" or "10 draws"; without labels "one seed" or "10 seeds". */
export function drawsText(record: LeakFreeRecord): string {
  const { length } = record.draws;
  const what = labelsOf(record) === 0 ? "seed" : "draw";
  return length === 1 ? `one ${what}` : `${length} ${what}s`;
}

/** "with 100 labels" or "without any label". */
export function labelsText(record: LeakFreeRecord): string {
  return labelsOf(record) === 0 ? "without any label" : `with ${labelCount(record)}`;
}

/** "100 labels" or "no label". */
export function labelCount(record: LeakFreeRecord): string {
  const labels = labelsOf(record);
  return labels === 0 ? "no label" : labels === 1 ? "one label" : `${formatCount(labels)} labels`;
}

/** The field's figures that may stand beside a run's: of MNIST in full, with as many labels of each class. */
export function comparableField(record: LeakFreeRecord, { dataset, quick }: Provenance): readonly FieldFigure[] {
  const labels = labelsOf(record);
  const even = record.draws.every(({ labelledTrainIndices: rows }) =>
    rows.every((row) => row.length === labels / rows.length)
  );
  return dataset.name === "MNIST" && !quick && even ? fieldFigures(labels) : [];
}

/** A run's test error as it is headed: that of its one draw; of several the median, and the lowest and the highest. */
export function headRate(
  { draws, testImages, medianErrorRate }: LeakFreeRecord,
): { rate: number; range?: RateInterval } {
  const rates = draws.map(({ testErrors }) => testErrors / testImages);
  const [first = 0] = rates;
  if (draws.length < 2) return { rate: first };
  return { rate: medianErrorRate, range: { lower: Math.min(...rates), upper: Math.max(...rates) } };
}

/** A rate's 95 % interval, and what it is an interval of. */
export function errorInterval(record: LeakFreeRecord): { interval: RateInterval; of: string } {
  const { draws, errorRateInterval, testImages } = record;
  const what = labelsOf(record) === 0 ? "seed" : "draw";
  if (errorRateInterval !== null) return { interval: errorRateInterval, of: `of the mean over ${what}s` };
  return {
    interval: wilsonInterval(draws[0]?.testErrors ?? 0, testImages),
    of: `of this ${what}, for other test images`,
  };
}

/** The mean of counts as a rate, with its deviation between draws. */
export function meanRate(counts: readonly number[], images: number): { mean: number; deviation: number | null } {
  const { mean, standardDeviation } = summariseSample(counts.map((count) => count / images));
  return { mean, deviation: standardDeviation };
}

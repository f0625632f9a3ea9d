import { type RateInterval, wilsonInterval } from "../../statistics/wilson.ts";
import type { Measure } from "../../sweep/sweep_record.ts";

/**
 * The 95 % interval of a group's error rate: of the mean over seeds by Student's t, within 0 and 1; of a single seed, for other
 * test images, by Wilson.
 *
 * @param measure Of at least one test image.
 */
export function rateInterval({ summary: { meanInterval, mean }, testImages }: Measure): RateInterval {
  if (meanInterval === null) return wilsonInterval(mean, testImages);
  const within = (errors: number) => Math.min(1, Math.max(0, errors / testImages));
  return { lower: within(meanInterval.lower), upper: within(meanInterval.upper) };
}

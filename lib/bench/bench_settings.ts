import { LEAK_FREE_NETWORK, type Network } from "../ensemble/network.ts";
import { LEAST_MS } from "./long_enough.ts";

/** How much a benchmark measures. */
export interface BenchSettings {
  /** What one sample takes at least. */
  readonly leastMs: number;
  /** Rounds that count. */
  readonly repeats: number;
  /** Side of the square plane of 16-byte elements that is copied. */
  readonly copySide: number;
  /** Workgroups of 64 that do multiply-adds, or load, at once: enough to fill an adapter of many thousand lanes. */
  readonly ceilingWorkgroups: number;
  /** Images in a training batch. Source: the notebook's. */
  readonly batch: number;
  /** Members that score together. Source: the notebook's ten digits. */
  readonly scoringMembers: number;
  /** Images that tfjs scores at once. */
  readonly tfjsImages: number;
  /** Images that the plain references score in a sample. */
  readonly referenceImages: number;
  /** Numbers of members to train and score with. */
  readonly memberCounts: readonly number[];
  readonly batches: readonly number[];
  /** Numbers of images to score, start to end. */
  readonly imageCounts: readonly number[];
  /** The leak-free protocol's network. */
  readonly network: Network;
  /** Images that are looked for among each other, and over whose graph labels spread. */
  readonly graphImages: number;
  /** Pairs of images whose distances are measured together, at least. */
  readonly pairs: number;
  readonly tfjsPairs: number;
  readonly referencePairs: number;
  /** Images that tfjs finds candidates for among all others. */
  readonly tfjsRows: number;
  readonly referenceRows: number;
  /** Images of the graph over which tfjs spreads labels. */
  readonly tfjsGraphImages: number;
  /** Numbers of draws whose labels spread together. */
  readonly drawCounts: readonly number[];
}

const FULL: BenchSettings = {
  leastMs: LEAST_MS,
  repeats: 5,
  copySide: 2048,
  ceilingWorkgroups: 4096,
  batch: 20,
  scoringMembers: 10,
  tfjsImages: 500,
  referenceImages: 20,
  memberCounts: [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024],
  batches: [1, 5, 10, 20, 40, 80],
  imageCounts: [100, 1000, 10_000],
  network: LEAK_FREE_NETWORK,
  graphImages: 10_000,
  pairs: 16_384,
  tfjsPairs: 16,
  referencePairs: 8,
  tfjsRows: 32,
  referenceRows: 8,
  tfjsGraphImages: 1000,
  drawCounts: [1, 2, 4, 8, 16, 32],
};

const QUICK: BenchSettings = {
  ...FULL,
  repeats: 2,
  tfjsImages: 100,
  referenceImages: 4,
  memberCounts: [1, 8, 64],
  batches: [1, 20],
  imageCounts: [100, 1000],
  graphImages: 4096,
  pairs: 8192,
  tfjsPairs: 4,
  tfjsRows: 16,
  tfjsGraphImages: 300,
  drawCounts: [1, 8],
};

/**
 * How much to measure.
 *
 * @param repeats Rounds that count; 0 leaves it at the usual number.
 */
export function benchSettings(quick: boolean, repeats: number): BenchSettings {
  const settings = quick ? QUICK : FULL;
  return repeats === 0 ? settings : { ...settings, repeats };
}

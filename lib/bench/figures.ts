import type { BenchRecord } from "./bench_record.ts";
import type { Spread } from "../statistics/sample_spread.ts";

/** One figure of a benchmark under a name that stays the same from one to the next. */
export interface Figure {
  readonly name: string;
  readonly unit: string;
  /** Whether less is better. */
  readonly lessIsBetter: boolean;
  readonly spread: Spread;
}

/** Every figure of a benchmark that can be set beside another's. */
export function figuresOf(record: BenchRecord): Figure[] {
  const figures: Figure[] = [];
  const cost = (name: string, unit: string, spread: Spread) => figures.push({ name, unit, lessIsBetter: true, spread });
  for (const { name, unit, rate } of record.ceilings) {
    figures.push({ name: `ceiling: ${name}`, unit, lessIsBetter: false, spread: rate });
  }
  for (const { name, microseconds } of record.kernels) cost(`kernel: ${name}`, "µs", microseconds);
  for (const { name, microseconds, cpuMicroseconds } of record.passes) {
    cost(`pass: ${name}`, "µs", microseconds);
    if (cpuMicroseconds !== undefined) cost(`pass: ${name}, of a core`, "µs", cpuMicroseconds);
  }
  for (const { work, others } of record.comparisons ?? []) {
    for (const other of others) cost(`${work}: ${other.name}`, "µs", other.microseconds);
  }
  const { leakFree } = record;
  for (const { name, microseconds, cpuMicroseconds } of [...leakFree?.passes ?? [], ...leakFree?.kernels ?? []]) {
    cost(`leak-free: ${name}`, "µs", microseconds);
    if (cpuMicroseconds !== undefined) cost(`leak-free: ${name}, of a core`, "µs", cpuMicroseconds);
  }
  for (const { work, ours, oursCpu, others } of leakFree?.works ?? []) {
    cost(`leak-free: ${work}`, "µs", ours);
    if (oursCpu !== undefined) cost(`leak-free: ${work}, of a core`, "µs", oursCpu);
    for (const other of others) cost(`leak-free: ${work}: ${other.name}`, "µs", other.microseconds);
  }
  for (const { of, series } of [...record.scaling ?? [], ...leakFree ? [leakFree.draws] : []]) {
    for (const { name, points } of series) {
      for (const { at, microseconds, cpuMicroseconds } of points) {
        if (microseconds !== undefined) cost(`${name}: ${at} ${of}`, "µs", microseconds);
        if (cpuMicroseconds !== undefined) cost(`${name}: ${at} ${of}, of a core`, "µs", cpuMicroseconds);
      }
    }
  }
  const { overheads, peer, against } = record;
  if (overheads !== undefined) {
    cost("a dispatch", "µs", overheads.dispatchMicroseconds);
    cost("a submit", "µs", overheads.submitMicroseconds);
    cost("a wait", "ms", overheads.waitMs);
  }
  if (peer !== undefined) {
    cost("whole process, cold", "ms", peer.coldMs);
    cost("whole process, warm", "ms", peer.warmMs);
    cost("whole process, peer", "ms", peer.peerMs);
  }
  for (const { work, ours, theirs } of against?.works ?? []) {
    cost(`whole run: ${work}`, "ms", ours.ms);
    cost(`whole run: ${work}, the other build`, "ms", theirs.ms);
  }
  return figures;
}

/** A figure then and now. */
export interface Change {
  readonly name: string;
  readonly unit: string;
  readonly before: number;
  readonly now: number;
  /** The medians, now over before. */
  readonly ratio: number;
  /** Whether the samples of one lie wholly beyond the other's, and which way. */
  readonly verdict: "better" | "worse" | "within the spread";
}

/** What has changed from one benchmark to another, of the figures that both have, in the order of the later one. */
export function changesBetween(before: BenchRecord, now: BenchRecord): Change[] {
  const old = new Map(figuresOf(before).map((figure) => [figure.name, figure]));
  return figuresOf(now).flatMap(({ name, unit, lessIsBetter, spread }) => {
    const then = old.get(name);
    if (then === undefined) return [];
    const falls = spread.max < then.spread.min;
    const rises = spread.min > then.spread.max;
    const verdict = falls || rises ? (falls === lessIsBetter ? "better" : "worse") : "within the spread";
    return [{
      name,
      unit,
      before: then.spread.median,
      now: spread.median,
      ratio: spread.median / then.spread.median,
      verdict,
    }];
  });
}

/**
 * Waiting for the GPU costs 11 ms on Deno, and a clock read has its own grain: what is timed has to last long enough that
 * neither matters.
 *
 * @module
 */

import process from "node:process";
import type { Sample } from "./interleave.ts";

/** The least time of work that is ever measured. Source: the project's rule; a wait is then 4 % of it at most. */
export const LEAST_MS = 250;

/** Clocks in milliseconds. */
export interface Clocks {
  wallMs(): number;
  /** Of this process on all cores. */
  cpuMs(): number;
}

const CLOCKS: Clocks = {
  wallMs: () => performance.now(),
  cpuMs: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
};

/** Repetitions are never raised by more than this at once: a first, slow one says little. */
const MOST_GROWTH = 64;

/**
 * How many repetitions to try next so that they last long enough.
 *
 * @param count Repetitions that were timed.
 * @param durationMs What they took.
 * @param leastMs What they should take.
 */
export function nextCount(count: number, durationMs: number, leastMs: number): number {
  if (durationMs >= leastMs) return count;
  // A fifth more than the time asks for: the next ones may be quicker.
  const wanted = Math.ceil(1.2 * count * leastMs / Math.max(durationMs, 1e-3));
  return Math.max(count + 1, Math.min(wanted, count * MOST_GROWTH));
}

/**
 * Makes a sampler out of work that can be repeated: it finds out how many repetitions last long enough and takes that many.
 *
 * @param run Does the work `count` times over and waits until it is done.
 * @param leastMs What one sample takes at least.
 * @returns what one repetition takes.
 */
export function longEnough(
  run: (count: number) => Promise<void>,
  leastMs: number = LEAST_MS,
  clocks: Clocks = CLOCKS,
): () => Promise<Sample> {
  let count = 1;
  let first = true;
  return async () => {
    for (;;) {
      const [startMs, startCpuMs] = [clocks.wallMs(), clocks.cpuMs()];
      await run(count);
      const [durationMs, cpuMs] = [clocks.wallMs() - startMs, clocks.cpuMs() - startCpuMs];
      const compiled = !first;
      first = false;
      if (compiled && durationMs >= leastMs) return { wallMs: durationMs / count, cpuMs: cpuMs / count };
      // The first run may have compiled shaders: it counts only as a sign that the work can be done.
      if (compiled) count = nextCount(count, durationMs, leastMs);
    }
  };
}

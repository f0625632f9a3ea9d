import type { Gpu } from "./gpu.ts";
import type { Dispatch } from "./dispatch.ts";

/** A submit should last about this long: far above the 11 ms that a wait costs, short enough for a lively progress bar. */
const SUBMIT_MS = 200;
/** Dispatches in one submit, at most: the recording itself takes memory. */
const MOST_DISPATCHES = 20_000;

/** How much goes into one submit: found out as work goes on, and kept from one run to the next of its kind. */
export interface Pace {
  /** Steps in one submit. */
  steps: number;
}

/**
 * Learns from a submit how many steps the next one should have.
 *
 * @param durationMs How long it took, beside the submit under way.
 * @param wantedMs How long one should take.
 * @param most Steps in one submit, at most.
 */
export function adjustPace(pace: Pace, steps: number, durationMs: number, wantedMs: number, most: number): void {
  // A submit that was cut short tells nothing of longer ones.
  if (steps >= pace.steps && durationMs < wantedMs / 2) pace.steps = Math.min(most, pace.steps * 2);
  if (durationMs > wantedMs * 2) pace.steps = Math.max(1, Math.floor(pace.steps / 2));
}

/**
 * Runs the same dispatches `steps` times, many steps a submit, with two submits under way so that the adapter never waits
 * for this process.
 *
 * @param onProgress Told how many steps are done.
 * @param mostMs After this time nothing more is submitted, but at least one step is done.
 * @param pace Of earlier runs of steps that take about as long; is kept up to date.
 * @returns How many steps are done.
 * @throws {GpuError} If the device is lost or reports an error.
 */
export async function runPaced(
  gpu: Gpu,
  dispatches: readonly Dispatch[],
  steps: number,
  onProgress: (doneSteps: number) => void = () => {},
  mostMs: number = Infinity,
  pace: Pace = { steps: 1 },
): Promise<number> {
  const most = Math.max(1, Math.floor(MOST_DISPATCHES / dispatches.length));
  let submitted = 0;
  let done = 0;
  const startMs = performance.now();
  let last = startMs;
  const underWay: { steps: number; settled: Promise<void> }[] = [];
  while (done < steps) {
    while (underWay.length < 2 && submitted < steps && (submitted === 0 || performance.now() - startMs < mostMs)) {
      const count = Math.min(pace.steps, most, steps - submitted);
      gpu.submit(dispatches, count);
      submitted += count;
      const settled = gpu.settle();
      settled.catch(() => {}); // awaited in turn below
      underWay.push({ steps: count, settled });
    }
    const oldest = underWay.shift();
    if (oldest === undefined) break;
    await oldest.settled;
    done += oldest.steps;
    onProgress(done);
    const now = performance.now();
    adjustPace(pace, oldest.steps, now - last, SUBMIT_MS, most);
    last = now;
  }
  return done;
}

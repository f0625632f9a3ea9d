import type { RunAssets } from "../report/run_assets.ts";
import type { Run } from "./run.ts";

const assets = new WeakMap<Run, RunAssets>();

/** Remembers what lay beside a run's record: weights and pictures, as far as there were any. */
export function keepRunAssets(run: Run, found: RunAssets): void {
  assets.set(run, found);
}

/** What lay beside a run's record when it was read. */
export function runAssetsOf(run: Run): RunAssets {
  return assets.get(run) ?? {};
}

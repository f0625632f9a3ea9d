import type { AgainstWork } from "../config/bench_options.ts";

interface Work {
  readonly title: string;
  /** After `reproduce`. */
  readonly args: readonly string[];
  /** The whole process from outside, or what its record says a part took. */
  readonly timed: "process" | "networkMs" | "baselinesMs";
}

/** What each whole run is asked for, and what of it is timed. */
export const WORK_SETTINGS: Readonly<Record<AgainstWork, Work>> = {
  both: { title: "reproduce, both protocols", args: ["--protocol", "both"], timed: "process" },
  published: { title: "the published protocol", args: ["--protocol", "published"], timed: "process" },
  graph: {
    title: "leak-free, preset graph, one draw",
    args: ["--protocol", "leak-free", "--preset", "graph", "--no-cache"],
    timed: "process",
  },
  networks: {
    title: "training and prediction of the networks, preset laptop",
    args: ["--protocol", "leak-free", "--preset", "laptop", "--no-cache"],
    timed: "networkMs",
  },
  seeds: {
    title: "the published protocol, seeds 0 to 9",
    args: ["--protocol", "published", "--seeds", "0..9"],
    timed: "process",
  },
  baselines: {
    title: "baselines of 20 draws",
    // Draws that have been looked at before: a benchmark speaks for no method.
    args: ["--protocol", "leak-free", "--preset", "graph", "--no-cache", "--draws", "20", "--draw-seed", "2000"],
    timed: "baselinesMs",
  },
};

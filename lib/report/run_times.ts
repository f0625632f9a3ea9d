import type { RunRecord } from "../record/record.ts";

/** What a run spent on one of its steps. */
export interface TimePart {
  readonly name: string;
  readonly durationMs: number;
}

/** Where a run's time went. */
export interface RunTimes {
  /** In the order of the run, what lies between them as the last. They add up to the whole, but where steps went side by side. */
  readonly parts: readonly TimePart[];
  readonly totalMs: number;
}

/** Where a run's time went, networks and all: what the page's table and the terminal's line say. */
export function runTimes({ provenance, published, corrected, leakFree, publishedSeeds }: RunRecord): RunTimes {
  const story = published ?? corrected;
  const both = story !== undefined && leakFree !== undefined;
  const parts: TimePart[] = [];
  const add = (name: string, durationMs: number) => void (durationMs > 0 && parts.push({ name, durationMs }));
  const of = (name: string, whose: string) => both ? `${name}, ${whose}` : name;
  if (story !== undefined) {
    const { timings } = story;
    add("set-up", timings.setUpMs);
    add("stage 1", timings.stage1TrainingMs);
    add(of("pseudo-labels", "notebook"), timings.pseudoLabelsMs);
    add("stage 2", timings.stage2TrainingMs);
    add(of("evaluation", "notebook"), timings.evaluationMs);
  }
  if (leakFree !== undefined) {
    const { timings, graph, draws } = leakFree;
    if (!both) add("set-up", timings.setUpMs);
    add(graph.fromCache ? "graph, kept from before" : "graph", timings.graphMs);
    add(of("pseudo-labels", "leak-free"), timings.propagationMs + timings.votesMs);
    if (draws.some(({ members }) => members > 0)) add("networks", timings.networkMs);
    add("baselines", timings.baselinesMs);
    add(of("evaluation", "leak-free"), timings.evaluationMs);
  }
  const sum = parts.reduce((total, { durationMs }) => total + durationMs, 0);
  const wallMs = Date.parse(provenance.endedAt) - Date.parse(provenance.startedAt);
  // A run that was stopped lay still for a while.
  const totalMs = provenance.resumedAt === undefined ? Math.max(wallMs, sum) : sum;
  add(publishedSeeds === undefined ? "the rest" : "other seeds and the rest", totalMs - sum);
  return { parts, totalMs };
}

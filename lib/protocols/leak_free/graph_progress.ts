import type { ImageSet } from "../../data/dataset.ts";
import type { Gpu } from "../../gpu/gpu.ts";
import type { GraphStore } from "../../graph/graph_file.ts";
import { type LoadedGraph, loadOrBuildGraph } from "../../graph/load_or_build.ts";
import type { GraphProgress } from "../../graph/neighbour_search.ts";
import type { GraphSettings } from "../../graph/settings.ts";
import type { Progress, StageProgress } from "../../run/progress.ts";

/** Images that the costs below are of. */
const COSTED_IMAGES = 70_000;

/**
 * What the steps of building the graph are called, and what each costs for 70,000 images, in hundredths of the whole. Principal
 * components are of a sample of fixed size, and cost the same for any number; candidates are sought among all others.
 */
const GRAPH_STEPS = [
  { step: "prepare", detail: "deskewing", cost: 6, power: 1 },
  { step: "components", detail: "principal components", cost: 4, power: 0 },
  { step: "candidates", detail: "candidates", cost: 30, power: 2 },
  { step: "coarse", detail: "distances", cost: 2, power: 1 },
  { step: "fine", detail: "distances", cost: 26, power: 1 },
  { step: "back", detail: "distances back", cost: 8, power: 1 },
  { step: "passes", detail: "neighbours' neighbours", cost: 12, power: 1 },
  { step: "test", detail: "neighbours of test images", cost: 12, power: 1 },
] as const;

/**
 * Shows how far a graph, or a part of one, is.
 *
 * @param stage Counts to 100.
 * @param images Of the graph, training and test images together.
 */
export function buildingProgress(stage: StageProgress, images: number = COSTED_IMAGES): GraphProgress {
  const costs = GRAPH_STEPS.map(({ cost, power }) => cost * (images / COSTED_IMAGES) ** power);
  const all = costs.reduce((sum, cost) => sum + cost, 0);
  let reached = 0;
  return (step, share) => {
    const place = GRAPH_STEPS.findIndex((known) => known.step === step);
    const before = costs.slice(0, place).reduce((sum, cost) => sum + cost, 0);
    // Steps come back in every pass; progress only goes forward.
    reached = Math.max(reached, Math.floor(100 * (before + costs[place]! * share) / all));
    stage.update(reached, GRAPH_STEPS[place]!.detail);
  };
}

/**
 * The graph of these images, read or built, with a bar that shows how far it is.
 *
 * @param images What the graph is of, in words.
 * @param store Where it is kept between runs; without it, it is built every time.
 * @throws {GpuError} If the adapter fails.
 */
export async function graphWithProgress(
  gpu: Gpu,
  train: ImageSet,
  test: ImageSet,
  settings: GraphSettings,
  store: GraphStore | undefined,
  images: string,
  progress: Progress,
): Promise<LoadedGraph> {
  const stage = progress.stage("Graph", 100);
  const loaded = await loadOrBuildGraph(
    gpu,
    train,
    test,
    settings,
    store,
    buildingProgress(stage, train.count + test.count),
    {
      onWait: () => stage.update(0, "another task is building it"),
    },
  );
  stage.update(100);
  stage.finish(`${images}${loaded.fromStore ? ", kept from before" : ""}`);
  return loaded;
}

import type { ImageSet } from "../../data/dataset.ts";
import type { Gpu } from "../../gpu/gpu.ts";
import type { GraphStore } from "../../graph/graph_file.ts";
import { type LoadedGraph, loadOrBuildGraph } from "../../graph/load_or_build.ts";
import type { GraphProgress } from "../../graph/neighbour_search.ts";
import type { GraphSettings } from "../../graph/settings.ts";
import type { Progress, StageProgress } from "../../run/progress.ts";

/** What the steps of building the graph are called, and how many hundredths of it are done when each begins. */
const GRAPH_STEPS = {
  prepare: { detail: "deskewing", from: 0, to: 6 },
  components: { detail: "principal components", from: 6, to: 10 },
  candidates: { detail: "candidates", from: 10, to: 40 },
  coarse: { detail: "distances", from: 40, to: 42 },
  fine: { detail: "distances", from: 42, to: 68 },
  back: { detail: "distances back", from: 68, to: 76 },
  passes: { detail: "neighbours' neighbours", from: 76, to: 88 },
  test: { detail: "neighbours of test images", from: 88, to: 100 },
} as const;

/**
 * Shows how far a graph, or a part of one, is.
 *
 * @param stage Counts to 100.
 */
export function buildingProgress(stage: StageProgress): GraphProgress {
  let reached = 0;
  return (step, share) => {
    const { detail, from, to } = GRAPH_STEPS[step];
    // Steps come back in every pass; progress only goes forward.
    reached = Math.max(reached, Math.floor(from + (to - from) * share));
    stage.update(reached, detail);
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
  const loaded = await loadOrBuildGraph(gpu, train, test, settings, store, buildingProgress(stage), {
    onWait: () => stage.update(0, "another task is building it"),
  });
  stage.update(100);
  stage.finish(`${images}${loaded.fromStore ? ", kept from before" : ""}`);
  return loaded;
}

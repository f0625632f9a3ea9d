import type { ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { buildGraph, type GraphProgress, type ImageGraph } from "./build_graph.ts";
import { decodeGraph, encodeGraph, graphKey, type GraphStore } from "./graph_file.ts";
import { encodeIndex, indexKey } from "./search_index.ts";
import type { GraphSettings } from "./settings.ts";

/** A graph, and where it came from. */
export interface LoadedGraph {
  /** Read or built. */
  readonly graph: ImageGraph;
  /** Whether it was read instead of built. */
  readonly fromStore: boolean;
}

/**
 * The graph of these images: from the store if a sound one is there, else built and stored.
 *
 * A store that cannot be read or written costs time, not the run.
 */
export async function loadOrBuildGraph(
  gpu: Gpu,
  train: ImageSet,
  test: ImageSet,
  settings: GraphSettings,
  store?: GraphStore,
  onProgress?: GraphProgress,
): Promise<LoadedGraph> {
  const build = async () => {
    const { index, ...graph } = await buildGraph(gpu, train, test, settings, onProgress);
    return { index, graph };
  };
  if (store === undefined) return { graph: (await build()).graph, fromStore: false };
  const key = await graphKey(train, test, settings, gpu.traits.description);
  const bytes = await store.read(key).catch(() => undefined);
  if (bytes !== undefined) {
    const graph = await decodeGraph(bytes, { training: train.count, test: test.count, k: settings.neighbours });
    if (graph !== undefined) return { graph, fromStore: true };
    store.damaged?.(key);
  }
  const { graph, index } = await build();
  await store.write(key, await encodeGraph(graph)).catch(() => {});
  // With it, further images find their neighbours without the graph being built again.
  await store.write(indexKey(train, settings, gpu.traits.description), encodeIndex(index)).catch(() => {});
  return { graph, fromStore: false };
}

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

/** How long to wait for somebody else's graph. */
export interface WaitForGraph {
  /** Told again and again while somebody else is building it. */
  readonly onWait?: () => void;
  /** It is asked after so often. */
  readonly askEveryMs?: number;
  /** After so long it is built all the same: whoever has claimed it may be slow, or hang. */
  readonly mostMs?: number;
}

/**
 * The graph of these images: from the store if a sound one is there, else built and stored. Of several processes that share
 * the store one builds, and the others wait for it.
 *
 * A store that cannot be read, written or claimed costs time, not the run.
 */
export async function loadOrBuildGraph(
  gpu: Gpu,
  train: ImageSet,
  test: ImageSet,
  settings: GraphSettings,
  store?: GraphStore,
  onProgress?: GraphProgress,
  wait: WaitForGraph = {},
): Promise<LoadedGraph> {
  const build = async () => {
    const { index, ...graph } = await buildGraph(gpu, train, test, settings, onProgress);
    return { index, graph };
  };
  if (store === undefined) return { graph: (await build()).graph, fromStore: false };
  const key = graphKey(train, test, settings, gpu.traits.description);
  const look = async () => {
    const bytes = await store.read(key).catch(() => undefined);
    if (bytes === undefined) return undefined;
    const graph = decodeGraph(bytes, { training: train.count, test: test.count, k: settings.neighbours });
    if (graph === undefined) store.damaged?.(key);
    return graph;
  };
  const before = await look();
  if (before !== undefined) return { graph: before, fromStore: true };
  const release = await claimGraph(store, key, look, wait);
  if (typeof release !== "function") return { graph: release, fromStore: true };
  try {
    const { graph, index } = await build();
    await store.write(key, encodeGraph(graph)).catch(() => {});
    // With it, further images find their neighbours without the graph being built again.
    await store.write(indexKey(train, settings, gpu.traits.description), encodeIndex(index)).catch(() => {});
    return { graph, fromStore: false };
  } finally {
    await release();
  }
}

const ASK_EVERY_MS = 2000;
const MOST_MS = 10 * 60_000;

/** Claims a graph, or waits for whoever has: gives the graph if it is there by then, else what gives the claim back. */
async function claimGraph(
  store: GraphStore,
  key: string,
  look: () => Promise<ImageGraph | undefined>,
  { onWait, askEveryMs = ASK_EVERY_MS, mostMs = MOST_MS }: WaitForGraph,
): Promise<ImageGraph | (() => Promise<void>)> {
  const nobody = () => Promise.resolve();
  const startMs = performance.now();
  for (;;) {
    const release = await (store.claim?.(key) ?? Promise.resolve(nobody)).catch(() => nobody);
    const graph = await look();
    if (graph !== undefined) {
      await release?.();
      return graph;
    }
    if (release !== undefined) return release;
    if (performance.now() - startMs >= mostMs) return nobody;
    onWait?.();
    await new Promise((resolve) => setTimeout(resolve, askEveryMs));
  }
}

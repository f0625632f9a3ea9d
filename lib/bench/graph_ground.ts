import { IMAGE_PIXELS, type ImageSet } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { searchCandidates } from "../graph/candidates.ts";
import { type PreparedImages, prepareImages } from "../graph/prepared_images.ts";
import { imageFeatures, principalProjection } from "../graph/principal_components.ts";
import { type SparseGraph, symmetricGraph } from "../graph/sparse_graph.ts";

/** Components are taken from these first images: what they are matters to no time. */
const COMPONENT_IMAGES = 500;
/** Neighbours of an image in the graph that labels spread over, as in the protocol. */
const NEIGHBOURS = 10;

/** What the graph's kernels are measured on. */
export interface GraphGround {
  readonly prepared: PreparedImages;
  /** i16 [images, 64] */
  readonly features: Int16Array<ArrayBuffer>;
  /** Of the nearest by cosine, all links alike: what weighs on the time is how many there are. */
  readonly graph: SparseGraph;
  release(): void;
}

/**
 * Prepares images as the leak-free protocol does, and links those that look alike.
 *
 * @param count Of the set's first images.
 * @throws {GpuError} If the adapter fails.
 */
export async function openGraphGround(gpu: Gpu, images: ImageSet, count: number): Promise<GraphGround> {
  const prepared = await prepareImages(gpu, { count, pixels: images.pixels.subarray(0, count * IMAGE_PIXELS) });
  const release = () => {
    prepared.full.destroy();
    prepared.half.destroy();
  };
  try {
    const { upright } = prepared;
    const sample = upright.subarray(0, Math.min(COMPONENT_IMAGES, count) * IMAGE_PIXELS);
    const features = imageFeatures(upright, principalProjection(sample));
    return { prepared, features, graph: await linkNearest(gpu, features, count), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** The graph of the nearest by cosine. */
export async function linkNearest(
  gpu: Gpu,
  features: Int16Array<ArrayBuffer>,
  count: number,
): Promise<SparseGraph> {
  const k = Math.min(NEIGHBOURS, count - 1);
  const ids = new Uint32Array(count * k);
  const search = { rows: features, columns: features, k, excludeSelf: true };
  await searchCandidates(gpu, search, (firstRow, found) => Promise.resolve(ids.set(found, firstRow * k)));
  return symmetricGraph({ count, k, ids, weights: new Float32Array(ids.length).fill(1) });
}

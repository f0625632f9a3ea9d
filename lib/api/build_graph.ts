import type { ImageSet } from "../data/dataset.ts";
import { findCopies } from "../graph/copies.ts";
import { GRAPH_SETTINGS } from "../graph/settings.ts";
import { graphWithProgress } from "../protocols/leak_free/graph_progress.ts";
import { type Device, gpuOf } from "./device.ts";
import { progressFor } from "./on_progress.ts";
import type { Graph, GraphOptions } from "./shapes.ts";

/** No image. */
const NONE: ImageSet = { count: 0, pixels: new Uint8Array() };

/**
 * The graph of images that look alike even when bent: deskewed, compared by their gradients under the image distortion
 * model, scaled locally, ten neighbours each. Sources: Keysers, Deselaers, Gollan and Ney, "Deformation models for image
 * recognition" (2007); Zelnik-Manor and Perona, "Self-tuning spectral clustering" (2004); docs/leak_free.md, steps 1 to 4.
 *
 * Time grows with the square of the images, memory with their number: 60,000 take about two minutes of one core's time
 * on software Vulkan.
 *
 * @param device Where it is computed
 * @param images u8 [N, 784], 28x28 pixels, light ink on dark ground; nothing else is known of them
 * @returns Ten weighted neighbours of every image
 * @throws {GpuError} If the adapter fails, or has no room
 *
 * @example What two hundred digits look like
 * ```ts
 * import { buildGraph, headOfSet, loadMnistPackage, openDevice } from "@tenshot/tenshot";
 *
 * using device = await openDevice();
 * const { images } = headOfSet((await loadMnistPackage()).train, 200);
 * const { training } = await buildGraph(device, images);
 * console.log("image 0 looks like image", training.ids[0], "with weight", training.weights[0]);
 * ```
 */
export async function buildGraph(device: Device, images: ImageSet, options: GraphOptions = {}): Promise<Graph> {
  const test = options.test ?? NONE;
  const { graph } = await graphWithProgress(
    gpuOf(device),
    images,
    test,
    GRAPH_SETTINGS,
    undefined,
    `${images.count} images`,
    progressFor(options.onProgress),
  );
  const copies = findCopies(images);
  return { training: graph.training, test: graph.test, ...(copies && { copies }) };
}

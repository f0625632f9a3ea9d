/**
 * The leak-free protocol's work on images and their graph, each piece as the product does it and in other ways.
 *
 * @module
 */
import * as tf from "@tensorflow/tfjs-core";
import { CLASSES, IMAGE_PIXELS } from "../data/dataset.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { candidatesOfRow, searchCandidates } from "../graph/candidates.ts";
import { distortion } from "../graph/distortion.ts";
import type { GradientLayout } from "../graph/gradient_layout.ts";
import { packGradients } from "../graph/gradients.ts";
import { evenLists, type PairDistances } from "../graph/pair_distances.ts";
import { COMPONENTS } from "../graph/principal_components.ts";
import { type LabelledImages, propagate, PROPAGATION_SETTINGS, seedLabels } from "../spread/propagation.ts";
import type { Propagation } from "../spread/propagation_gpu.ts";
import { GRAPH_SETTINGS } from "../graph/settings.ts";
import type { BenchSettings } from "./bench_settings.ts";
import { type GraphGround, linkNearest } from "./graph_ground.ts";
import { longEnough } from "./long_enough.ts";
import { gradientTensor, tfjsCandidates, tfjsDistortions, TfjsGraph } from "./tfjs_graph.ts";
import { tfjsSampler } from "./tfjs_sampler.ts";
import type { Way } from "./ways.ts";

/** Ours first; what they hold is released at the end. */
export interface OpenedWays {
  readonly ways: readonly [Way, ...Way[]];
  release(): void;
}

const OURS = "ours";
const TFJS = "tfjs operations";
const REFERENCE = "plain reference in float64";

/** Labelled images of one draw: ten of each class, which are as good as any others here. */
export function drawLabelled(count: number, draw: number): LabelledImages {
  const labels = Array.from({ length: Math.min(10 * CLASSES, count) }, (_, i) => i % CLASSES);
  return { indices: labels.map((_, i) => (i + draw * labels.length) % count), labels, classes: CLASSES };
}

/** Distances of pairs of images; a piece is a pair. */
export function distanceWays(
  gpu: Gpu,
  kernel: PairDistances,
  { prepared, features }: Pick<GraphGround, "prepared" | "features">,
  { layout, reach }: { readonly layout: GradientLayout; readonly reach: number },
  settings: BenchSettings,
): OpenedWays {
  const { leastMs, pairs, tfjsPairs, referencePairs } = settings;
  const count = features.length / COMPONENTS;
  const lists = Math.min(count, 256);
  const perList = Math.ceil(pairs / lists);
  const texture = prepared[layout.side === 28 ? "full" : "half"];
  // Any other images: what they show matters to no time.
  const movingOf = (list: number, i: number) => (list + 1 + 7 * i) % count;
  const ours = longEnough(async (times) => {
    const each = perList * times;
    const moving = new Uint32Array(lists * each);
    for (let list = 0; list < lists; list++) {
      for (let i = 0; i < each; i++) moving[list * each + i] = movingOf(list, i);
    }
    await kernel.measure(texture, texture, evenLists(0, moving, each));
  }, leastMs);
  const most = Math.max(tfjsPairs, referencePairs) + 1;
  const upright = prepared.upright.subarray(0, Math.min(most, count) * IMAGE_PIXELS);
  const words = packGradients(upright, layout);
  const image = (i: number) => words.subarray(i * layout.imageWords, (i + 1) * layout.imageWords);
  const some = (wanted: number) => Math.min(wanted, upright.length / IMAGE_PIXELS - 1);
  const tensors = tf.tidy(() => {
    const all = gradientTensor(words, layout);
    return { fixed: tf.slice(all, 0, some(tfjsPairs)), moving: tf.slice(all, 1, some(tfjsPairs)) };
  });
  return {
    ways: [
      { name: OURS, amount: lists * perList, sample: ours },
      {
        name: TFJS,
        amount: some(tfjsPairs),
        sample: tfjsSampler(gpu, settings, () => tfjsDistortions(tensors.fixed, tensors.moving, reach)),
      },
      {
        name: REFERENCE,
        amount: some(referencePairs),
        sample: longEnough((times) => {
          for (let i = 0; i < times * some(referencePairs); i++) {
            const fixed = i % some(referencePairs);
            distortion(image(fixed), image(fixed + 1), layout, reach);
          }
          return Promise.resolve();
        }, leastMs),
      },
    ],
    release: () => tf.dispose(Object.values(tensors)),
  };
}

/** The most similar images of every image; a piece is a pair of images whose cosine is looked at. */
export function candidateWays(
  gpu: Gpu,
  { features }: Pick<GraphGround, "features">,
  settings: BenchSettings,
): OpenedWays {
  const { leastMs, tfjsRows, referenceRows } = settings;
  const columns = features.length / COMPONENTS;
  const k = Math.min(GRAPH_SETTINGS.candidates, columns - 1);
  const search = { rows: features, columns: features, k, excludeSelf: true };
  const ours = longEnough(async (times) => {
    for (let i = 0; i < times; i++) await searchCandidates(gpu, search, () => Promise.resolve());
  }, leastMs);
  const some = (rows: number) => Math.min(rows, columns);
  const all = tf.tensor2d(Float32Array.from(features), [columns, COMPONENTS]);
  const rows = tf.slice(all, 0, some(tfjsRows));
  return {
    ways: [
      { name: OURS, amount: columns ** 2, sample: ours },
      {
        name: TFJS,
        amount: some(tfjsRows) * columns,
        sample: tfjsSampler(gpu, settings, () => tfjsCandidates(rows, all, k)),
      },
      {
        name: REFERENCE,
        amount: some(referenceRows) * columns,
        sample: longEnough((times) => {
          for (let i = 0; i < times * some(referenceRows); i++) candidatesOfRow(search, i % some(referenceRows));
          return Promise.resolve();
        }, leastMs),
      },
    ],
    release: () => tf.dispose([all, rows]),
  };
}

/** Labels spread from one draw's labelled images; a piece is an image and draw. */
export async function propagationWays(
  gpu: Gpu,
  propagation: Propagation,
  { graph, features }: Pick<GraphGround, "graph" | "features">,
  settings: BenchSettings,
): Promise<OpenedWays> {
  const { leastMs, tfjsGraphImages } = settings;
  const { count } = graph;
  const labelled = drawLabelled(count, 0);
  const fewer = Math.min(tfjsGraphImages, count);
  const smaller = await linkNearest(gpu, features.slice(0, fewer * COMPONENTS), fewer);
  const peer = new TfjsGraph(smaller);
  const seeds = seedLabels(fewer, drawLabelled(fewer, 0));
  return {
    ways: [
      { name: OURS, amount: count, sample: propagationSampler(propagation, count, 1, leastMs) },
      {
        name: TFJS,
        amount: fewer,
        sample: tfjsSampler(gpu, settings, () => peer.propagate(seeds, PROPAGATION_SETTINGS)),
      },
      {
        name: REFERENCE,
        amount: count,
        sample: longEnough((times) => {
          for (let i = 0; i < times; i++) propagate(graph, labelled, PROPAGATION_SETTINGS);
          return Promise.resolve();
        }, leastMs),
      },
    ],
    release: () => peer.dispose(),
  };
}

/** Spreads the labels of some draws at once, from call to result. */
export function propagationSampler(
  propagation: Propagation,
  count: number,
  draws: number,
  leastMs: number,
): Way["sample"] {
  const labelled = Array.from({ length: draws }, (_, draw) => drawLabelled(count, draw));
  return longEnough(async (times) => {
    for (let i = 0; i < times; i++) await propagation.run(labelled);
  }, leastMs);
}

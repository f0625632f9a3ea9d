import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { gradientTensor, tfjsCandidates, tfjsDistortions, TfjsGraph } from "../../lib/bench/tfjs_graph.ts";
import { useTfjsKernels } from "../../lib/gpu/tfjs_kernels.ts";
import { candidatesOfRow } from "../../lib/graph/candidates.ts";
import { distortion } from "../../lib/graph/distortion.ts";
import { FULL, HALF } from "../../lib/graph/gradient_layout.ts";
import { packGradients } from "../../lib/graph/gradients.ts";
import { imageFeatures, principalProjection } from "../../lib/graph/principal_components.ts";
import { propagate, PROPAGATION_SETTINGS, seedLabels } from "../../lib/spread/propagation.ts";
import { symmetricGraph } from "../../lib/graph/sparse_graph.ts";
import { sampleImages, sampleNeighbours } from "../graph/samples.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";

const COUNT = 30;
const upright = Float32Array.from(sampleImages(COUNT, 1), (byte) => byte / 255);

Deno.test({
  name: "distances out of tfjs's operations are the reference's, at both sizes",
  ...SHARED_DEVICE,
  fn: async () => {
    const gpu = await sharedGpu();
    useTfjsKernels();
    for (const { layout, reach } of [{ layout: FULL, reach: 2 }, { layout: HALF, reach: 1 }]) {
      const words = packGradients(upright, layout);
      const before = tf.memory().numTensors;
      const all = gradientTensor(words, layout);
      const [fixed, moving] = [tf.slice(all, 0, COUNT - 1), tf.slice(all, 1, COUNT - 1)];
      const distances = tfjsDistortions(fixed, moving, reach);
      const found = await gpu.guard(distances.data<"float32">());
      const image = (i: number) => words.subarray(i * layout.imageWords, (i + 1) * layout.imageWords);
      found.forEach((value, i) => {
        const wanted = distortion(image(i), image(i + 1), layout, reach);
        assert.ok(Math.abs(value - wanted) <= 1e-5 * wanted, `pair ${i}: ${value}, ${wanted}`);
      });
      // A blank image and one that is full to its edges are at no distance.
      assert.ok(found.filter((value) => value > 0).length > COUNT / 2);
      tf.dispose([all, fixed, moving, distances]);
      assert.equal(tf.memory().numTensors, before);
    }
  },
});

Deno.test({
  name: "candidates out of tfjs's operations are the reference's",
  ...SHARED_DEVICE,
  fn: async () => {
    const gpu = await sharedGpu();
    useTfjsKernels();
    const features = imageFeatures(upright, principalProjection(upright));
    const tensor = tf.tensor2d(Float32Array.from(features), [COUNT, 64]);
    const rows = tf.slice2d(tensor, [3, 0], [4, 64]);
    const indices = tfjsCandidates(rows, tensor, 7);
    const found = await gpu.guard(indices.data<"int32">());
    for (let row = 0; row < 4; row++) {
      const search = { rows: features, columns: features, k: 7, excludeSelf: false };
      const wanted = candidatesOfRow(search, row + 3).sort();
      assert.deepEqual(Uint32Array.from(found.subarray(row * 7, row * 7 + 7)).sort(), wanted);
    }
    tf.dispose([tensor, rows, indices]);
  },
});

Deno.test({
  name: "propagation out of tfjs's operations gives the reference's labels, with the prior and without",
  ...SHARED_DEVICE,
  fn: async () => {
    const gpu = await sharedGpu();
    useTfjsKernels();
    const graph = symmetricGraph(sampleNeighbours(301, 6, 3));
    const indices = Array.from({ length: 10 }, (_, c) => c + 20);
    const labelled = { indices, labels: indices.map((index) => index % 10) };
    const before = tf.memory().numTensors;
    const peer = new TfjsGraph(graph);
    for (const prior of [true, false]) {
      const settings = { ...PROPAGATION_SETTINGS, prior };
      const labels = peer.propagate(seedLabels(graph.count, labelled), settings);
      const found = await gpu.guard(labels.data<"int32">());
      const wanted = propagate(graph, labelled, settings).second.labels;
      // The last image has no neighbour.
      const wrong = Array.from(wanted).filter((label, i) => i < graph.count - 1 && label !== found[i]).length;
      assert.equal(wrong, 0);
      assert.equal(new Set(wanted).size, 10);
      labels.dispose();
    }
    peer.dispose();
    assert.equal(tf.memory().numTensors, before);
  },
});

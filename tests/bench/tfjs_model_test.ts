import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { tfjsImages, TfjsModel } from "../../lib/bench/tfjs_model.ts";
import { IMAGE_PIXELS } from "../../lib/data/dataset.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../lib/ensemble/notebook_label_vectors.ts";
import { modelBackward, modelForward, pixelsOf } from "../../lib/ensemble/reference_model.ts";
import { adamWStep, NOTEBOOK_ADAMW } from "../../lib/kernels/adamw/reference.ts";
import { cosine } from "../../lib/kernels/cosine/reference.ts";
import { SHARED_DEVICE, sharedGpu } from "../gpu/shared_gpu.ts";
import { sampleImages, sampleParameters } from "./samples.ts";

const model = NOTEBOOK_ARCHITECTURE;
const images = sampleImages(3);
const pixels = [0, 1, 2].map((i) => pixelsOf(images.pixels.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS)));

/** The largest difference, relative to the largest value. */
function difference(found: ArrayLike<number>, wanted: ArrayLike<number>): number {
  assert.equal(found.length, wanted.length);
  const scale = Math.max(...Array.from(wanted, Math.abs));
  return Math.max(...Array.from(wanted, (value, i) => Math.abs(value - found[i]!))) / scale;
}

Deno.test({
  name: "the model out of tfjs's operations scores as the float64 reference does",
  ...SHARED_DEVICE,
  fn: async () => {
    const gpu = await sharedGpu();
    const parameters = sampleParameters(model, 1);
    const peer = new TfjsModel(model, parameters, NOTEBOOK_ADAMW);
    const inputs = tfjsImages(images, 3);
    const vectors = tf.tensor2d(NOTEBOOK_LABEL_VECTORS.flatMap((row) => [...row]), [10, model.outputSize]);
    const cosines = peer.cosines(inputs, vectors);
    const found = await gpu.guard(cosines.data<"float32">());
    const wanted = pixels.flatMap((image) => {
      const output = modelForward(model, Float64Array.from(parameters), image);
      return NOTEBOOK_LABEL_VECTORS.map((vector) => cosine(output, vector));
    });
    assert.ok(difference(found, wanted) < 1e-4);
    tf.dispose([inputs, vectors, cosines]);
    peer.dispose();
  },
});

Deno.test({
  name: "the model out of tfjs's operations trains as the float64 reference does",
  ...SHARED_DEVICE,
  fn: async () => {
    const gpu = await sharedGpu();
    const start = sampleParameters(model, 2);
    const target = NOTEBOOK_LABEL_VECTORS[3]!;
    const peer = new TfjsModel(model, start, NOTEBOOK_ADAMW);
    const inputs = tfjsImages(images, 3);
    const targetTensor = tf.tensor1d(target);
    const parameters = Float64Array.from(start);
    const moments = { mean: new Float64Array(parameters.length), square: new Float64Array(parameters.length) };
    const before = tf.memory().numTensors;
    for (let step = 1; step <= 2; step++) {
      const loss = peer.trainingStep(inputs, targetTensor);
      const gradient = new Float64Array(parameters.length);
      const wanted = pixels.reduce((sum, image) => sum + modelBackward(model, parameters, image, target, gradient), 0);
      adamWStep(NOTEBOOK_ADAMW, step, parameters, gradient, moments);
      assert.ok(difference(await gpu.guard(loss.data<"float32">()), [wanted]) < 1e-3);
      loss.dispose();
      assert.ok(difference(await peer.parameters(), parameters) < 1e-3);
    }
    // Two moments of each variable came with the first step; nothing else may stay.
    assert.equal(tf.memory().numTensors - before, 2 * 2 * model.layers.length);
    tf.dispose([inputs, targetTensor]);
    peer.dispose();
  },
});

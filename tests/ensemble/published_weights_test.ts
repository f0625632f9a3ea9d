import assert from "node:assert/strict";
import { NOTEBOOK_ARCHITECTURE as MODEL } from "../../lib/ensemble/architecture.ts";
import {
  decodePublishedWeights,
  encodePublishedWeights,
  type PublishedWeights,
} from "../../lib/ensemble/published_weights.ts";
import { decodeSafetensors, encodeSafetensors } from "../../lib/ensemble/safetensors.ts";
import { sampleWeights } from "./sample_weights.ts";

const read = (bytes: Uint8Array): PublishedWeights | undefined => decodePublishedWeights(MODEL, 10, bytes, "file");

Deno.test("published weights carry PyTorch's names and shapes, layer by layer", () => {
  const weights = sampleWeights();
  const { metadata, tensors } = decodeSafetensors(encodePublishedWeights(MODEL, weights), "file");
  assert.equal(tensors.size, 61);
  const shapes = [[16, 1, 3, 3], [16], [8, 16, 3, 3], [8], [1, 8, 3, 3], [1]];
  const parts = ["conv1.weight", "conv1.bias", "conv2.weight", "conv2.bias", "conv3.weight", "conv3.bias"];
  for (let digit = 0; digit < 10; digit++) {
    const found = parts.map((part) => tensors.get(`published.stage2.digit${digit}.${part}`)!);
    assert.deepEqual(found.map(({ shape }) => shape), shapes);
    assert.deepEqual(found.flatMap(({ values }) => [...values]), [...weights.models[digit]!]);
  }
  const table = tensors.get("published.stage2.label_vectors")!;
  assert.deepEqual(table.shape, [10, 25]);
  assert.deepEqual([...table.values], weights.labelVectors.flatMap((vector) => [...vector]));
  assert.equal(metadata.format_version, "1");
  assert.equal(metadata["label_vector_permutation.stage2"], JSON.stringify(weights.permutations.stage2));
});

Deno.test("decodePublishedWeights() gives back what was written", () => {
  const weights = sampleWeights();
  assert.deepEqual(read(encodePublishedWeights(MODEL, weights)), weights);
});

Deno.test("decodePublishedWeights() knows a file of other tensors, and says what another one lacks", () => {
  const other = new Map([["other.weight", { shape: [1], values: Float32Array.of(1) }]]);
  assert.equal(read(encodeSafetensors({ metadata: {}, tensors: other })), undefined);

  const { metadata, tensors } = decodeSafetensors(encodePublishedWeights(MODEL, sampleWeights()), "file");
  const name = "published.stage2.digit7.conv2.weight";
  const without = new Map([...tensors].filter(([key]) => key !== name));
  assert.throws(() => read(encodeSafetensors({ metadata, tensors: without })), {
    name: "SyntaxError",
    message: `Reading file: found no tensor ${name}, wanted it with shape [8,16,3,3]`,
  });
  const reshaped = new Map([...tensors, [name, { ...tensors.get(name)!, shape: [16, 8, 3, 3] }]]);
  assert.throws(() => read(encodeSafetensors({ metadata, tensors: reshaped })), { message: /of shape \[16,8,3,3\]/ });
  const newer = { ...metadata, format_version: "2" };
  assert.throws(() => read(encodeSafetensors({ metadata: newer, tensors })), {
    name: "RangeError",
    message: "Reading file: found format version 2, wanted 1",
  });
  for (const permutation of ["", "[0]", "[0,0,1,2,3,4,5,6,7,8]", "{}"]) {
    const changed = { ...metadata, "label_vector_permutation.stage1": permutation };
    assert.throws(() => read(encodeSafetensors({ metadata: changed, tensors })), {
      message: /label-vector permutation/,
    });
  }
});

Deno.test("encodePublishedWeights() refuses models of another architecture", () => {
  const weights = sampleWeights();
  assert.throws(() => encodePublishedWeights(MODEL, { ...weights, models: [new Float32Array(3)] }), TypeError);
});

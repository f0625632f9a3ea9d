import assert from "node:assert/strict";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { decodeLeakFreeWeights, leakFreeTensors, type LeakFreeWeights } from "../../lib/ensemble/leak_free_weights.ts";
import { initialNetwork, LEAK_FREE_NETWORK } from "../../lib/ensemble/network.ts";
import { decodePublishedWeights, publishedTensors } from "../../lib/ensemble/published_weights.ts";
import { decodeSafetensors, encodeSafetensors, mergeTensorFiles } from "../../lib/ensemble/safetensors.ts";
import { sampleWeights } from "./sample_weights.ts";

/** Two draws of two untrained networks, of images that all are of one class a draw. */
function sampleDraws(): LeakFreeWeights {
  return {
    preset: "laptop",
    model: LEAK_FREE_NETWORK,
    draws: [1000, null].map((drawSeed, draw) => ({
      drawSeed,
      pseudoLabels: new Uint8Array(7).fill(draw + 3),
      members: [0, 1].map((member) => initialNetwork(LEAK_FREE_NETWORK, 10 * draw + member)),
    })),
  };
}

Deno.test("leak-free weights carry PyTorch's names and shapes, layer by layer, after them the pseudo-labels", () => {
  const weights = sampleDraws();
  const { metadata, tensors } = decodeSafetensors(encodeSafetensors(leakFreeTensors(weights)), "file");
  assert.equal(tensors.size, 2 * (2 * 8 + 1));
  const shapes = [[16, 1, 3, 3], [16], [32, 16, 3, 3], [32], [64, 32, 3, 3], [64], [10, 1024], [10]];
  const parts = ["conv1", "conv2", "conv3", "dense"].flatMap((layer) => [`${layer}.weight`, `${layer}.bias`]);
  for (const [draw, { members, pseudoLabels }] of weights.draws.entries()) {
    for (const [member, parameters] of members.entries()) {
      const found = parts.map((part) => tensors.get(`leak_free.draw${draw}.member${member}.${part}`)!);
      assert.deepEqual(found.map(({ shape }) => shape), shapes);
      assert.deepEqual(found.flatMap(({ values }) => [...values]), [...parameters]);
    }
    const labels = tensors.get(`leak_free.draw${draw}.pseudo_labels`)!;
    assert.deepEqual(labels, { shape: [7], values: pseudoLabels });
    assert.ok(labels.values instanceof Uint8Array);
  }
  assert.deepEqual(
    ["preset", "draws", "draw_seeds", "members", "paddings"].map((key) => metadata[`leak_free.${key}`]),
    ["laptop", "2", "[1000,null]", "2", "[1,2,1]"],
  );
  assert.match(metadata["leak_free.input"]!, /deskewed.*divided by 255/);
});

Deno.test("decodeLeakFreeWeights() gives back what was written, with networks or without", () => {
  const weights = sampleDraws();
  assert.deepEqual(decodeLeakFreeWeights(encodeSafetensors(leakFreeTensors(weights)), "file"), {
    ...weights,
    drawsOfRun: 2,
  });
  const graph = { preset: "graph", draws: weights.draws.map((draw) => ({ ...draw, members: [] })) };
  assert.deepEqual(decodeLeakFreeWeights(encodeSafetensors(leakFreeTensors(graph)), "file"), {
    ...graph,
    drawsOfRun: 2,
  });
});

Deno.test("one file holds the published and the leak-free weights, and each reader finds its own", () => {
  const [published, leakFree] = [sampleWeights(), sampleDraws()];
  const merged = mergeTensorFiles(publishedTensors(NOTEBOOK_ARCHITECTURE, published), leakFreeTensors(leakFree));
  assert.equal(merged.metadata.protocol, "published+leak-free");
  const bytes = encodeSafetensors(merged);
  assert.deepEqual(decodePublishedWeights(NOTEBOOK_ARCHITECTURE, 10, bytes, "file"), published);
  assert.deepEqual(decodeLeakFreeWeights(bytes, "file"), { ...leakFree, drawsOfRun: 2 });
  const alone = encodeSafetensors(publishedTensors(NOTEBOOK_ARCHITECTURE, published));
  assert.equal(decodeLeakFreeWeights(alone, "file"), undefined);
  const other = encodeSafetensors(leakFreeTensors(leakFree));
  assert.equal(decodePublishedWeights(NOTEBOOK_ARCHITECTURE, 10, other, "file"), undefined);
});

Deno.test("leakFreeTensors() keeps the draws that fit 50 MB, the first in any case, and says how many there were", () => {
  const draws = Array.from({ length: 5 }, (_, i) => ({
    drawSeed: i,
    pseudoLabels: new Uint8Array(20_000_000),
    members: [],
  }));
  const kept = ({ tensors }: ReturnType<typeof leakFreeTensors>) => [...tensors.keys()];
  const some = leakFreeTensors({ preset: "graph", draws });
  assert.deepEqual(kept(some), ["leak_free.draw0.pseudo_labels", "leak_free.draw1.pseudo_labels"]);
  assert.equal(some.metadata["leak_free.draws"], "5");
  assert.equal(some.metadata["leak_free.draw_seeds"], "[0,1]");
  const large = { ...draws[0]!, pseudoLabels: new Uint8Array(60_000_000) };
  assert.deepEqual(kept(leakFreeTensors({ preset: "graph", draws: [large, ...draws] })), [
    "leak_free.draw0.pseudo_labels",
  ]);
});

Deno.test("leakFreeTensors() refuses networks of another model, and draws that differ in number of networks", () => {
  const weights = sampleDraws();
  const [first, second] = weights.draws as [typeof weights.draws[0], typeof weights.draws[0]];
  const draws = [first, { ...second, members: second.members.slice(1) }];
  assert.throws(() => leakFreeTensors({ ...weights, draws }), TypeError);
  assert.throws(
    () => leakFreeTensors({ ...weights, draws: [{ ...first, members: [new Float32Array(3), new Float32Array(3)] }] }),
    { name: "TypeError", message: "Writing weights: found networks of 3, 3 parameters, wanted 2 of 33546" },
  );
});

Deno.test("decodeLeakFreeWeights() says what a file lacks", () => {
  const { metadata, tensors } = leakFreeTensors(sampleDraws());
  const read = (changes: Record<string, string>, without?: string) => {
    const kept = new Map([...tensors].filter(([name]) => name !== without));
    return () =>
      decodeLeakFreeWeights(encodeSafetensors({ metadata: { ...metadata, ...changes }, tensors: kept }), "some/file");
  };
  const message = (text: string) => ({ name: "SyntaxError", message: `Reading some/file: found ${text}` });
  assert.throws(
    read({}, "leak_free.draw1.pseudo_labels"),
    message("no tensor leak_free.draw1.pseudo_labels, wanted it with shape [0]"),
  );
  assert.throws(
    read({}, "leak_free.draw1.member1.dense.bias"),
    message("no tensor leak_free.draw1.member1.dense.bias, wanted it with shape [10]"),
  );
  assert.throws(read({}, "leak_free.draw0.member0.conv2.weight"), /layers do not fit each other/);
  assert.throws(read({ "leak_free.paddings": "[1,1,1]" }), /found tensor .*dense.weight of shape \[10,1024\]/);
  for (
    const [key, text] of [["members", "two"], ["members", "-1"], ["paddings", "[3]"], ["draw_seeds", "{}"], [
      "draws",
      "1.5",
    ]] as const
  ) {
    assert.throws(
      read({ [`leak_free.${key}`]: text }),
      new RegExp(`found leak_free\\.${key} ${text.replace(/[[{]/, "\\$&")}`),
    );
  }
  assert.throws(read({ format_version: "2" }), {
    name: "RangeError",
    message: "Reading some/file: found format version 2, wanted 1",
  });
  const wrong = new Map([...tensors, ["leak_free.draw0.pseudo_labels", { shape: [1], values: Uint8Array.of(10) }]]);
  assert.throws(() => decodeLeakFreeWeights(encodeSafetensors({ metadata, tensors: wrong }), "file"), /class above 9/);
});

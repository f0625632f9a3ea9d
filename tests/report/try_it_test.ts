import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { IMAGE_PIXELS } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { initialNetwork, LEAK_FREE_NETWORK, type Network, network } from "../../lib/ensemble/network.ts";
import { encodePublishedWeights, type PublishedWeights } from "../../lib/ensemble/published_weights.ts";
import { modelForward } from "../../lib/ensemble/reference_model.ts";
import { cosine } from "../../lib/kernels/cosine/reference.ts";
import { floatsFromBase64, halvesFromBase64 } from "../../lib/report/client/embedded_floats.ts";
import { ranked, winnerOf } from "../../lib/report/client/digit_scores.ts";
import { cosineOf, cosineTable, MODEL_LAYERS, modelAnswer } from "../../lib/report/client/published_forward.ts";
import { renderReport } from "../../lib/report/render.tsx";
import { readRunAssets, runAssets } from "../../lib/report/run_assets.ts";
import type { RunRecord } from "../../lib/record/record.ts";
import { sampleWeights } from "../ensemble/sample_weights.ts";
import golden from "../golden/cosine.json" with { type: "json" };
import { withTemporaryFolder } from "../run/temporary_folder.ts";
import { networksForPad, networkShape } from "../../lib/report/try_it_networks.ts";
import { visibleText } from "./html.ts";
import { sampleLeakFree } from "./sample_leak_free.ts";
import { sampleRecord } from "./sample_record.ts";

const { test } = await loadMnistPackage();

/** A test image as the models see it. */
function image(place: number): Float32Array {
  return Float32Array.from(
    test.images.pixels.subarray(place * IMAGE_PIXELS, (place + 1) * IMAGE_PIXELS),
    (byte) => byte / 255,
  );
}

/** A record and weights that belong together. */
function sampleRun(): { record: RunRecord; weights: PublishedWeights } {
  const weights = sampleWeights();
  const record = sampleRecord({
    change: ({ published }) => {
      published!.stage1.labelVectorPermutation = [...weights.permutations.stage1];
      published!.stage2.labelVectorPermutation = [...weights.permutations.stage2];
    },
  });
  return { record, weights };
}

Deno.test("the page's forward pass gives the reference model's answers and cosines", () => {
  assert.deepEqual(
    MODEL_LAYERS,
    NOTEBOOK_ARCHITECTURE.layers.map(({ shape }) => [
      shape.inChannels,
      shape.outChannels,
      shape.inSide,
      shape.padding,
    ]),
  );
  const { models, labelVectors } = sampleWeights();
  for (let place = 0; place < 5; place++) {
    const pixels = image(place);
    const answers = models.map((parameters) =>
      modelForward(NOTEBOOK_ARCHITECTURE, Float64Array.from(parameters), Float64Array.from(pixels))
    );
    answers.forEach((expected, model) => {
      const found = modelAnswer(models[model]!, pixels);
      assert.equal(found.length, expected.length);
      expected.forEach((value, i) => assert.ok(Math.abs(value - found[i]!) < 1e-5, `${found[i]} for ${value}`));
    });
    const table = cosineTable(models, labelVectors, pixels);
    answers.forEach((answer, model) => {
      labelVectors.forEach((vector, label) => {
        assert.ok(Math.abs(table[model]![label]! - cosine(answer, vector)) < 1e-5);
      });
    });
  }
});

Deno.test("the page's cosines and winners are PyTorch's where a norm is clamped and where scores are equal", () => {
  for (const { output, target, cosine: expected } of golden.similarities) {
    assert.ok(
      Math.abs(cosineOf(Float32Array.from(output), Float32Array.from(target)) - expected) < 1e-6,
      String(output),
    );
  }
  for (const { row, last } of golden.argsort) {
    assert.deepEqual([winnerOf(row), ranked(row, "last")[0]], [last, last], String(row));
    assert.equal(ranked(row, "first")[0], row.indexOf(row[last]!), String(row));
  }
  assert.deepEqual(ranked([0, 2, 1, 2], "last"), [3, 1, 2, 0]);
  assert.deepEqual(ranked([0, 2, 1, 2], "first"), [1, 3, 2, 0]);
});

Deno.test("a report with weights has a pad, carries the weights to the last bit and allows its own script only", () => {
  const { record, weights } = sampleRun();
  const html = renderReport(record, { weights });
  assert.match(visibleText(html), /ten models, without the label, got 4,321 of 10,000 test images wrong/);
  const floats = (id: string) => floatsFromBase64(new RegExp(`id="${id}">([^<]+)<`).exec(html)![1]!);
  assert.deepEqual([...floats("try-it-models")], weights.models.flatMap((model) => [...model]));
  assert.deepEqual([...floats("try-it-label-vectors")], weights.labelVectors.flatMap((vector) => [...vector]));
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!.replaceAll("&#39;", "'");
  const hash = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  for (const [, text] of html.matchAll(/<script(?: type="module")?>([\s\S]*?)<\/script>/g)) {
    assert.ok(policy.includes(hash(text!)));
  }
  assert.match(policy, /^default-src 'none';/);
  assert.ok(html.length < 1_500_000, `${html.length} characters`);
  assert.equal(renderReport(record, { weights }), html);
});

Deno.test("a report without weights, or of a run without published models, has no pad", () => {
  const { record, weights } = sampleRun();
  assert.ok(!renderReport(record).includes("try-it"));
  const without = sampleRecord({ change: (value) => delete value.published });
  assert.ok(!renderReport(without, { weights }).includes("try-it"));
});

Deno.test("a leak-free run's networks get a pad of their own, beside the published models where there are both", () => {
  const members = [1, 2].map((seed) => initialNetwork(LEAK_FREE_NETWORK, seed));
  const withNetworks = (record: RunRecord): RunRecord => {
    const leakFree = sampleLeakFree(1);
    leakFree.draws[0] = { ...leakFree.draws[0]!, members: 2, parameters: 33_546, memberTestErrors: [67, 89] };
    return { ...record, leakFree };
  };
  const leakFreeWeights = {
    preset: "laptop",
    model: LEAK_FREE_NETWORK,
    draws: [{ drawSeed: 0, pseudoLabels: new Uint8Array(60_000), members }],
  };
  const { record, weights } = sampleRun();
  const { published: _, ...without } = withNetworks(record);
  const alone = renderReport(without, { leakFreeWeights });
  const both = renderReport(withNetworks(record), { weights, leakFreeWeights });
  for (const [html, columns] of [[alone, ["network"]], [both, ["network", "free", "informed"]]] as const) {
    const cells = [...html.matchAll(/<td data-column="(\w+)" data-model="0"/g)].map((match) => match[1]);
    assert.deepEqual(cells, columns);
    assert.match(visibleText(html), /By themselves they got 67, 89 of 10,000 test images wrong/);
    const [, shape, text] = /id="try-it-networks" data-shape="([^"]+)" data-members="2">([^<]+)</.exec(html)!;
    assert.deepEqual(JSON.parse(shape!.replaceAll("&quot;", '"')), networkShape(LEAK_FREE_NETWORK));
    const halves = halvesFromBase64(text!);
    members.flatMap((member) => [...member]).forEach((value, i) => assert.equal(halves[i], Math.f16round(value)));
  }
  assert.ok(!visibleText(alone).includes("the notebook’s scorer"));
  assert.ok(!renderReport(without, { leakFreeWeights: { preset: "graph", draws: [] } }).includes("try-it"));

  const another = { ...leakFreeWeights, draws: [{ ...leakFreeWeights.draws[0]!, members: members.slice(1) }] };
  assert.throws(() => renderReport(without, { leakFreeWeights: another }), {
    name: "TypeError",
    message: /found 1 networks of 33546 parameters, wanted the 2 of 33546 that the record's first draw has/,
  });
});

Deno.test("a page carries as many networks as answer in time, and one in any case", () => {
  const record = sampleLeakFree(1);
  const carried = (count: number, model: Network) => {
    const members = Array.from({ length: count }, () => new Float32Array(model.parameterCount));
    record.draws[0] = { ...record.draws[0]!, members: count, parameters: model.parameterCount };
    return networksForPad({ network: model, members }, record).members.length;
  };
  assert.deepEqual([1, 3, 8].map((count) => carried(count, LEAK_FREE_NETWORK)), [1, 3, 3]);
  const wide = network([
    { inChannels: 1, outChannels: 64, inSide: 28, padding: 1 },
    { inChannels: 64, outChannels: 128, inSide: 14, padding: 2 },
  ]);
  assert.equal(carried(4, wide), 1);
});

Deno.test("renderReport() refuses another run's weights", () => {
  const { record } = sampleRun();
  assert.throws(() => renderReport(record, { weights: sampleWeights(6) }), {
    name: "TypeError",
    message: /found weights with label-vector permutations .* wanted those of the record$/,
  });
});

Deno.test("readRunAssets() finds the weights in a run's folder, nothing in one without, and names a malformed file", async () => {
  await withTemporaryFolder(async (dir) => {
    assert.deepEqual(await readRunAssets(dir), {});
    const { weights } = sampleRun();
    const bytes = encodePublishedWeights(NOTEBOOK_ARCHITECTURE, weights);
    await Deno.writeFile(`${dir}/weights.safetensors`, bytes);
    assert.deepEqual(await readRunAssets(dir), { weights });
    assert.deepEqual(runAssets({ "weights.safetensors": bytes, "predictions.json": "[]" }), { weights });
    await Deno.writeFile(`${dir}/weights.safetensors`, bytes.subarray(0, 999));
    await assert.rejects(readRunAssets(dir), {
      message: /^Reading weights\.safetensors: found a file truncated after 999/,
    });
  });
});

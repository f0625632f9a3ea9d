import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { IMAGE_PIXELS } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { encodePublishedWeights, type PublishedWeights } from "../../lib/ensemble/published_weights.ts";
import { modelForward } from "../../lib/ensemble/reference_model.ts";
import { cosine } from "../../lib/kernels/cosine/reference.ts";
import { type Ink, inkOfPicture, mnistImage } from "../../lib/report/client/digit_image.ts";
import { cosineTable, floatsFromBase64, MODEL_LAYERS, modelAnswer } from "../../lib/report/client/published_forward.ts";
import { renderReport } from "../../lib/report/render.tsx";
import { readRunAssets, runAssets } from "../../lib/report/run_assets.ts";
import type { RunRecord } from "../../lib/run/record.ts";
import { sampleWeights } from "../ensemble/sample_weights.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";
import { visibleText } from "./html.ts";
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

Deno.test("mnistImage() leaves MNIST's own images as they are", () => {
  for (let place = 0; place < 100; place++) {
    const values = image(place);
    assert.deepEqual(mnistImage({ width: 28, height: 28, values }), values, `test image ${place}`);
  }
});

Deno.test("mnistImage() gives one picture for a drawing at any place and in any whole size", () => {
  const values = image(0);
  const drawn = (scale: number, left: number, top: number): Ink => {
    const [width, height] = [28 * scale + left + 3, 28 * scale + top + 5];
    const large = new Float32Array(width * height);
    for (let y = 0; y < 28 * scale; y++) {
      for (let x = 0; x < 28 * scale; x++) {
        large[(y + top) * width + x + left] = values[Math.floor(y / scale) * 28 + Math.floor(x / scale)]!;
      }
    }
    return { width, height, values: large };
  };
  for (const ink of [drawn(1, 0, 9), drawn(2, 17, 0), drawn(5, 1, 40)]) {
    const found = mnistImage(ink)!;
    values.forEach((value, i) => assert.ok(Math.abs(value - found[i]!) < 1e-5));
  }
});

Deno.test("mnistImage() keeps a stroke's proportions, and knows an empty sheet", () => {
  const width = 90;
  const bar = Float32Array.from({ length: width * 100 }, (_, i) => i % width < 10 && i < 80 * width ? 1 : 0);
  const found = mnistImage({ width, height: 100, values: bar })!;
  const inked = [...found.keys()].filter((i) => found[i]! > 0);
  const columns = new Set(inked.map((i) => i % 28));
  const rows = new Set(inked.map((i) => Math.floor(i / 28)));
  assert.deepEqual([columns.size, rows.size], [3, 20]);
  assert.equal(mnistImage({ width: 2, height: 2, values: new Float32Array(4) }), undefined);
});

Deno.test("inkOfPicture() finds the same ink on light paper, on dark paper and on none", () => {
  const values = image(3);
  const picture = (pixel: (ink: number) => readonly number[]) =>
    inkOfPicture(28, 28, Array.from(values, (ink) => pixel(Math.round(255 * ink))).flat());
  const dark = picture((ink) => [255 - ink, 255 - ink, 255 - ink, 255]);
  assert.deepEqual(picture((ink) => [ink, ink, ink, 255]), dark);
  assert.deepEqual(picture((ink) => [0, 0, 0, ink]), dark);
  const most = Math.max(...values);
  dark.values.forEach((ink, i) => {
    const expected = values[i]! / most;
    assert.ok(Math.abs(ink - (expected < 0.15 ? 0 : expected)) < 0.01, `${ink} for ${expected}`);
  });
  const grain = inkOfPicture(28, 28, Array.from({ length: 4 * 784 }, (_, i) => i % 4 === 3 ? 255 : 240 + i % 9));
  assert.equal(mnistImage(grain), undefined);
});

Deno.test("a report with weights has a pad, carries the weights to the last bit and allows its own script only", () => {
  const { record, weights } = sampleRun();
  const html = renderReport(record, { weights });
  assert.match(visibleText(html), /without the label they got 4,321 of 10,000 test images wrong/);
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

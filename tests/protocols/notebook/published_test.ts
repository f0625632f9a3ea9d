import assert from "node:assert/strict";
import type { PublishedSettings } from "../../../lib/config/published_settings.ts";
import { NOTEBOOK_SETTINGS } from "../../../lib/config/published_settings.ts";
import { drawLabelled } from "../../../lib/data/draw.ts";
import { loadMnistPackage } from "../../../lib/data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../../lib/ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../../lib/ensemble/notebook_label_vectors.ts";
import { openBackend } from "../../../lib/protocols/backend.ts";
import { runPublished } from "../../../lib/protocols/notebook/published.ts";
import { trainStage } from "../../../lib/protocols/notebook/stage.ts";
import { TorchGenerator } from "../../../lib/random/torch_generator.ts";
import { silentProgress } from "../../../lib/run/progress.ts";
import type { PublishedRecord } from "../../../lib/record/record.ts";
import golden0 from "../../golden/notebook_seed_0.json" with { type: "json" };
import golden1 from "../../golden/notebook_seed_1.json" with { type: "json" };

const dataset = await loadMnistPackage();

/** The published run on few images, tries and epochs; weak models, so that the threshold is low. */
const TINY: PublishedSettings = {
  ...NOTEBOOK_SETTINGS,
  pseudoLabelThreshold: 0.5,
  trainImages: 2_000,
  testImages: 100,
  stage1: { ...NOTEBOOK_SETTINGS.stage1, epochs: 5, maxTries: 3 },
  stage2: { imagesPerClass: 5, epochs: 1, maxTries: 2, targetLoss: 0.55 },
};

async function run(
  backendName: "webgpu" | "cpu",
  seed: number,
  settings: PublishedSettings,
  waveWidth = 0,
): Promise<PublishedRecord> {
  const backend = await openBackend(backendName, NOTEBOOK_ARCHITECTURE, 10);
  try {
    const { record } = await runPublished(
      {
        model: NOTEBOOK_ARCHITECTURE,
        dataset,
        labelVectors: NOTEBOOK_LABEL_VECTORS,
        settings,
        seed,
        waveWidth,
        setUpMs: 0,
      },
      backend.trainer,
      backend.scorer,
      silentProgress,
    );
    return record;
  } finally {
    backend.close();
  }
}

/** A record without its times. */
function timeless(record: PublishedRecord): unknown {
  return JSON.parse(JSON.stringify(record, (key, value) => key.endsWith("Ms") ? undefined : value));
}

const SHARED = { sanitizeOps: false, sanitizeResources: false };

/**
 * Stage 1 of the notebook, digits 0 to 7, with everything after it cut short. From digit 8 of seed 0 on, PyTorch 1.13 itself
 * does not repeat the golden losses: its fourth try ends at 0.352 with one thread and 0.487 with two, the golden one at 0.327,
 * on either side of the target of 0.35 (see docs/fidelity.md). The number of tries there shifts all draws after it.
 */
const STABLE_DIGITS = 8;

for (const [seed, golden] of [[0, golden0], [1, golden1]] as const) {
  Deno.test(
    `stage 1 of seed ${seed} draws PyTorch's images and label vectors and takes its tries`,
    SHARED,
    async () => {
      const generator = new TorchGenerator(seed);
      const labelled = drawLabelled(dataset.train.labels, 10, generator);
      assert.deepEqual(labelled, golden.labelled_train_indices_by_digit);
      const permutation = generator.randperm(10);
      assert.deepEqual([...permutation], golden.stage1.label_vector_permutation);
      const backend = await openBackend("webgpu", NOTEBOOK_ARCHITECTURE, 10);
      try {
        const stage1 = await trainStage(NOTEBOOK_ARCHITECTURE, backend.trainer, {
          ...NOTEBOOK_SETTINGS,
          name: "Stage 1",
          images: dataset.train.images,
          trainIndices: labelled.slice(0, STABLE_DIGITS),
          labelVectors: Array.from(permutation, (row) => NOTEBOOK_LABEL_VECTORS[row]!),
          settings: NOTEBOOK_SETTINGS.stage1,
          seed,
          waveWidth: 0,
        }, silentProgress);
        assert.deepEqual(stage1.tries, golden.stage1.tries.slice(0, STABLE_DIGITS));
        stage1.winningLoss.forEach((loss, digit) => {
          const wanted = Math.min(...golden.stage1.loss_by_try[digit]!);
          assert.ok(Math.abs(loss / wanted - 1) < 0.03, `digit ${digit}: ${loss} found, ${wanted} wanted`);
        });
      } finally {
        backend.close();
      }
    },
  );
}

Deno.test("two runs with one seed differ in nothing but times, whatever the wave width", SHARED, async () => {
  const first = await run("webgpu", 3, TINY);
  assert.deepEqual(timeless(await run("webgpu", 3, TINY)), timeless(first));
  assert.deepEqual(timeless(await run("webgpu", 3, TINY, 1)), timeless(first));
  assert.deepEqual(timeless(await run("webgpu", 3, TINY, 11)), timeless(first));
});

Deno.test("the cpu backend agrees with webgpu", async () => {
  const settings = { ...TINY, trainImages: 500, stage1: { ...TINY.stage1, epochs: 10 } };
  const [cpu, webgpu] = [await run("cpu", 2, settings), await run("webgpu", 2, settings)];
  assert.deepEqual(cpu.labelledTrainIndices, webgpu.labelledTrainIndices);
  assert.deepEqual(cpu.stage1.tries, webgpu.stage1.tries);
  cpu.stage1.lossCurve.forEach((curve, digit) =>
    curve.forEach((loss, epoch) => assert.ok(Math.abs(webgpu.stage1.lossCurve[digit]![epoch]! / loss - 1) < 1e-3))
  );
  assert.ok(Math.abs(cpu.stage1.test.labelFreeErrors - webgpu.stage1.test.labelFreeErrors) <= 1);
});

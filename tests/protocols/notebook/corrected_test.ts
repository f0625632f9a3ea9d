import assert from "node:assert/strict";
import { NOTEBOOK_SETTINGS, type PublishedSettings } from "../../../lib/config/published_settings.ts";
import { type Dataset, headOfSet } from "../../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../../lib/data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../../lib/ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../../lib/ensemble/notebook_label_vectors.ts";
import { openBackend } from "../../../lib/protocols/backend.ts";
import { runCorrected } from "../../../lib/protocols/notebook/corrected.ts";
import { keepLabelFree } from "../../../lib/protocols/notebook/label_free_pseudo_labels.ts";
import { runPublished } from "../../../lib/protocols/notebook/published.ts";
import { trainStage } from "../../../lib/protocols/notebook/stage.ts";
import { silentProgress } from "../../../lib/run/progress.ts";
import { CorrectedRecord } from "../../../lib/record/record.ts";
import { labelFreePredictions } from "../../../lib/score/label_free.ts";
import { ReferenceTrainer } from "../../../lib/train/reference_trainer.ts";
import { sampleCosines, sampleLabels } from "../../score/audit/samples.ts";

const dataset = await loadMnistPackage();

/** The corrected run on few images, tries and epochs; weak models, so that the threshold is low. */
const TINY: PublishedSettings = {
  ...NOTEBOOK_SETTINGS,
  pseudoLabelThreshold: 0.6,
  trainImages: 1000,
  testImages: 200,
  stage1: { ...NOTEBOOK_SETTINGS.stage1, epochs: 10, maxTries: 2 },
  stage2: { imagesPerClass: 10, epochs: 3, maxTries: 1, targetLoss: 0.55 },
};

const SHARED = { sanitizeOps: false, sanitizeResources: false };

Deno.test("the corrected protocol changes nothing but how images are selected and scored", SHARED, async () => {
  const backend = await openBackend("webgpu", NOTEBOOK_ARCHITECTURE, 10);
  const run = async (protocol: typeof runCorrected | typeof runPublished, data: Dataset) =>
    await protocol(
      {
        model: NOTEBOOK_ARCHITECTURE,
        dataset: data,
        labelVectors: NOTEBOOK_LABEL_VECTORS,
        settings: TINY,
        seed: 1,
        waveWidth: 0,
        setUpMs: 0,
      },
      backend.trainer,
      backend.scorer,
      silentProgress,
    );
  try {
    const corrected = await run(runCorrected, dataset);
    const record = CorrectedRecord.parse(corrected.record);
    const { record: published } = await run(runPublished, dataset);
    assert.deepEqual(record.labelledTrainIndices, published.labelledTrainIndices);
    assert.deepEqual({ ...record.stage1, durationMs: 0 }, { ...published.stage1, durationMs: 0 });

    // The published pseudo-labels are right whatever the models are worth; these are as good as the models.
    const { pseudoLabels } = record;
    assert.ok(pseudoLabels.precision! < 0.8 && pseudoLabels.selected > 100);
    assert.ok(published.pseudoLabels.wrong / published.pseudoLabels.selected < 0.2);

    // Labels of test images are looked at once, to count errors.
    const labels = dataset.test.labels.slice().reverse();
    const scrambled = await run(runCorrected, { ...dataset, test: { images: dataset.test.images, labels } });
    assert.deepEqual(scrambled.models, corrected.models);
    assert.deepEqual(labelFreePredictions(scrambled.testCosines), labelFreePredictions(corrected.testCosines));
  } finally {
    backend.close();
  }
});

Deno.test("keepLabelFree() keeps, in the order of the pass, what is above the threshold by its own class's model", () => {
  const cosines = sampleCosines(sampleLabels(50), 0.5);
  const predictions = labelFreePredictions(cosines);
  const similarity = (n: number) => cosines.values[n * 100 + predictions[n]! * 11]!;
  const order = Int32Array.from({ length: 50 }, (_, i) => (7 * i + 3) % 50);
  const threshold = [...order].map(similarity).sort((a, b) => a - b)[25]!;
  const kept = keepLabelFree(cosines, order, threshold);
  assert.deepEqual([...kept.indices], [...order].filter((n) => similarity(n) > threshold));
  assert.deepEqual([...kept.labels], [...kept.indices].map((n) => predictions[n]!));
  assert.equal(kept.indices.length, 24);
});

Deno.test("trainStage() refuses a class without images, or gives it a dead model and shifts nothing else", async () => {
  const { images } = headOfSet(dataset.train, 40);
  const stage = (trainIndices: number[][], emptyClasses?: "refuse" | "dead model") =>
    trainStage(NOTEBOOK_ARCHITECTURE, new ReferenceTrainer(NOTEBOOK_ARCHITECTURE), {
      name: "Stage 2",
      images,
      trainIndices,
      labelVectors: NOTEBOOK_LABEL_VECTORS.slice(0, trainIndices.length),
      settings: { imagesPerClass: 2, epochs: 1, maxTries: 1, targetLoss: 0.1 },
      batchSize: 20,
      learningRate: 0.01,
      seed: 4,
      waveWidth: 2,
      ...emptyClasses && { emptyClasses },
    }, silentProgress);
  for (const refuse of [undefined, "refuse"] as const) {
    await assert.rejects(stage([[1, 2], [], [3, 4]], refuse), /Stage 2: no image of class 1 found to train on/);
  }
  const withDead = await stage([[1, 2], [], [3, 4]], "dead model");
  assert.deepEqual(withDead.tries, [1, 0, 1]);
  assert.deepEqual(withDead.lossByTry[1], []);
  assert.equal(withDead.winningLoss[1], 20);
  assert.ok(withDead.models[1]!.every((parameter) => parameter === 0));
  const alone = await stage([[1, 2]]);
  assert.deepEqual(withDead.models[0], alone.models[0]);
  assert.deepEqual((await stage([[], []], "dead model")).winningLoss, [20, 20]);
});

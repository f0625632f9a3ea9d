import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { NOTEBOOK_SETTINGS, type PublishedSettings } from "../../../lib/config/published_settings.ts";
import type { Dataset } from "../../../lib/data/dataset.ts";
import { loadDatasetFolder } from "../../../lib/pictures/dataset_folder.ts";
import { loadMnistPackage } from "../../../lib/data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../../lib/ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../../lib/ensemble/notebook_label_vectors.ts";
import { auditModels } from "../../../lib/protocols/notebook/audit_models.ts";
import { openBackend } from "../../../lib/protocols/backend.ts";
import { runPublished } from "../../../lib/protocols/notebook/published.ts";
import { silentProgress } from "../../../lib/run/progress.ts";
import { AuditRecord } from "../../../lib/record/record.ts";

/** The published run on few images, tries and epochs. */
const TINY: PublishedSettings = {
  ...NOTEBOOK_SETTINGS,
  pseudoLabelThreshold: 0.5,
  trainImages: 1000,
  testImages: 400,
  stage1: { ...NOTEBOOK_SETTINGS.stage1, maxTries: 2 },
  stage2: { imagesPerClass: 10, epochs: 10, maxTries: 2, targetLoss: 0.55 },
};

const DATASETS: Readonly<Record<string, () => Promise<Dataset>>> = {
  "MNIST": loadMnistPackage,
  "a sample of Fashion-MNIST": () =>
    loadDatasetFolder(fileURLToPath(new URL("../../fixtures/fashion", import.meta.url))),
};

for (const [name, load] of Object.entries(DATASETS)) {
  Deno.test(`the audit's controls hold on ${name}`, { sanitizeOps: false, sanitizeResources: false }, async () => {
    const dataset = await load();
    const backend = await openBackend("webgpu", NOTEBOOK_ARCHITECTURE, 10);
    try {
      const outcome = await runPublished(
        {
          model: NOTEBOOK_ARCHITECTURE,
          dataset,
          labelVectors: NOTEBOOK_LABEL_VECTORS,
          settings: TINY,
          seed: 0,
          waveWidth: 0,
          setUpMs: 0,
        },
        backend.trainer,
        backend.scorer,
        silentProgress,
      );
      const audit = AuditRecord.parse(await auditModels(outcome, 0, backend.scorer, silentProgress));
      assert.equal(audit.controls.length, 5);
      assert.deepEqual(audit.controls.filter(({ passed }) => !passed), []);
      const { test } = outcome.record.stage2;
      assert.equal(audit.labelInformedAccuracy, 1 - test.labelInformedErrors / test.images);
      assert.equal(Math.round(audit.labelFreeAccuracy * test.images), test.images - test.labelFreeErrors);
      // The examples hold what the scorers saw: from them both scores can be worked out again.
      assert.equal(audit.examples.length, 12);
      for (const { testIndex, label, pixels, cosines } of audit.examples) {
        assert.equal(label, dataset.test.labels[testIndex]);
        assert.deepEqual(
          Uint8Array.fromBase64(pixels),
          dataset.test.images.pixels.slice(784 * testIndex, 784 * (testIndex + 1)),
        );
        const row = outcome.testCosines.values.subarray(100 * testIndex, 100 * (testIndex + 1));
        cosines.flat().forEach((value, i) => assert.ok(Math.abs(value - row[i]!) < 1e-6));
      }
    } finally {
      backend.close();
    }
  });
}

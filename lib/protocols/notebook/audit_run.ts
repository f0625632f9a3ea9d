import type { AuditOptions } from "../../config/audit_options.ts";
import { NOTEBOOK_SETTINGS, QUICK_SETTINGS } from "../../config/published_settings.ts";
import { loadDatasetFolder } from "../../pictures/dataset_folder.ts";
import { loadMnistPackage } from "../../data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../ensemble/architecture.ts";
import { NOTEBOOK_LABEL_VECTORS } from "../../ensemble/notebook_label_vectors.ts";
import { GpuError } from "../../gpu/errors.ts";
import { auditAdvice } from "../../run/gpu_advice.ts";
import type { Progress } from "../../run/progress.ts";
import type { AuditRecord } from "../../record/record.ts";
import { auditModels } from "./audit_models.ts";
import { type Backend, openBackend } from "../backend.ts";
import { checkDigits } from "./check_digits.ts";
import { runPublished } from "./published.ts";

/**
 * Trains the published protocol's models and runs the audit on them, for nothing but the audit.
 *
 * @throws {GpuError} If the adapter is missing or fails.
 * @throws {Error} If the data cannot be read.
 */
export async function auditRun(
  { seed, dataDir, backend: name, quick }: Pick<AuditOptions, "seed" | "dataDir" | "backend" | "quick">,
  progress: Progress,
): Promise<AuditRecord> {
  const model = NOTEBOOK_ARCHITECTURE;
  const labelVectors = NOTEBOOK_LABEL_VECTORS;
  const dataset = dataDir === "" ? await loadMnistPackage() : await loadDatasetFolder(dataDir);
  checkDigits(dataset, "Reading --data-dir");
  let backend: Backend | undefined;
  try {
    backend = await openBackend(name, model, labelVectors.length);
    const settings = quick ? QUICK_SETTINGS : NOTEBOOK_SETTINGS;
    const outcome = await runPublished(
      { model, dataset, labelVectors, settings, seed, waveWidth: 0, setUpMs: 0 },
      backend.trainer,
      backend.scorer,
      progress,
    );
    return await auditModels(outcome, seed, backend.scorer, progress);
  } catch (error) {
    if (error instanceof GpuError && error.failure) error.advise(...auditAdvice(error.failure, { backend: name }));
    throw error;
  } finally {
    backend?.close();
  }
}

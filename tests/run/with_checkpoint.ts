import assert from "node:assert/strict";
import { join } from "node:path";
import { ReproduceOptions } from "../../lib/config/options.ts";
import { Checkpoint } from "../../lib/run/checkpoint.ts";
import { CHECKPOINT_VERSION } from "../../lib/run/checkpoint_request.ts";
import { sampleRecord } from "../record/sample_record.ts";
import { withTemporaryFolder } from "./temporary_folder.ts";

/** Runs `use` with a checkpoint that has just begun, and the folder that its parts lie in. */
export async function withCheckpoint(use: (checkpoint: Checkpoint, folder: string) => Promise<void>): Promise<void> {
  await withTemporaryFolder(async (dir) => {
    const { endedAt: _, ...provenance } = sampleRecord().provenance;
    const checkpoint = await Checkpoint.create(dir, {
      checkpointVersion: CHECKPOINT_VERSION,
      options: ReproduceOptions.parse({}),
      optionsSet: [],
      folder: dir,
      provenance,
    }, assert.fail);
    await use(checkpoint, join(dir, "checkpoint"));
    await checkpoint.end();
  });
}

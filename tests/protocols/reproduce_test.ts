import assert from "node:assert/strict";
import { join } from "node:path";
import { version_core } from "@tensorflow/tfjs-core";
import { ReproduceOptions } from "../../lib/config/options.ts";
import { CPU_PROVENANCE } from "../../lib/protocols/backend.ts";
import { reproduce } from "../../lib/protocols/reproduce.ts";
import { Checkpoint } from "../../lib/run/checkpoint.ts";
import { CHECKPOINT_VERSION } from "../../lib/run/checkpoint_request.ts";
import { silentProgress } from "../../lib/run/progress.ts";
import { hostProvenance } from "../../lib/run/provenance.ts";
import { sampleRecord } from "../run/sample_record.ts";
import { namesIn, withTemporaryFolder } from "../run/temporary_folder.ts";

const NOW = new Date("2026-02-01T00:00:00.000Z");

Deno.test("a run that cannot go on lets go of its checkpoint, so that the same process can try again", async () => {
  await withTemporaryFolder(async (dir) => {
    const out = join(dir, "run");
    const options = ReproduceOptions.parse({ backend: "cpu", protocol: "published", dataDir: join(dir, "missing") });
    const start = { task: "reproduce", args: [], options, optionsSet: [], quick: false, startedAt: NOW };
    const host = await hostProvenance({ ...start, tfjsVersion: version_core });
    const { dataset } = sampleRecord().provenance;
    const notices: string[] = [];
    const notify = (notice: string) => void notices.push(notice);
    const checkpoint = await Checkpoint.create(out, {
      checkpointVersion: CHECKPOINT_VERSION,
      options,
      optionsSet: ["backend", "protocol", "dataDir"],
      folder: dir,
      provenance: { ...host, ...CPU_PROVENANCE, dataset },
    }, notify);
    await checkpoint.write("notebook.stage-1", 1);
    checkpoint.leave();
    for (let i = 0; i < 2; i++) {
      await assert.rejects(
        reproduce({ out, resumedAt: NOW }, silentProgress, notify),
        /^Error: Loading the data set in .*missing: found no such folder/,
      );
    }
    assert.deepEqual(
      notices,
      new Array(3).fill(`What was done is kept; to go on:\n  deno task reproduce --resume ${out}`),
    );
    assert.ok(namesIn(join(out, "checkpoint")).includes("notebook.stage-1.safetensors"));
  });
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { version_core } from "@tensorflow/tfjs-core";
import { ReproduceOptions } from "../../lib/config/options.ts";
import { GpuError } from "../../lib/gpu/errors.ts";
import { Propagation } from "../../lib/spread/propagation_gpu.ts";
import { CPU_PROVENANCE } from "../../lib/protocols/backend.ts";
import { reproduce } from "../../lib/protocols/reproduce.ts";
import { Checkpoint } from "../../lib/run/checkpoint.ts";
import { CHECKPOINT_VERSION } from "../../lib/run/checkpoint_request.ts";
import { codeDigest } from "../../lib/run/code_digest.ts";
import { writeRun } from "../../lib/run/folder.ts";
import { silentProgress } from "../../lib/run/progress.ts";
import { hostProvenance } from "../../lib/run/provenance.ts";
import { sampleRecord } from "../record/sample_record.ts";
import { SHARED_DEVICE } from "../gpu/shared_gpu.ts";
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
      provenance: { ...host, code: await codeDigest(), ...CPU_PROVENANCE, dataset },
    }, notify);
    await checkpoint.write("notebook.stage-1", 1);
    checkpoint.leave();
    for (let i = 0; i < 2; i++) {
      await assert.rejects(
        reproduce({ out, dataDir: "", resumedAt: NOW }, silentProgress, notify),
        /^Error: Loading the data set in .*missing: found no such folder/,
      );
    }
    assert.deepEqual(
      notices,
      new Array(3).fill(`What was done is kept; to go on:\n  ./tenshot reproduce --resume ${out}`),
    );
    assert.ok(namesIn(join(out, "checkpoint")).includes("notebook.stage-1.safetensors"));
  });
});

Deno.test(
  "a leak-free part that runs out of memory costs no more than itself, and can be tried again",
  SHARED_DEVICE,
  async () => {
    await withTemporaryFolder(async (dir) => {
      const out = join(dir, "run");
      const given = {
        quick: true,
        draws: 2,
        preset: "graph",
        dataDir: "tests/fixtures/fashion",
      } as const;
      const options = ReproduceOptions.parse({ ...given, cacheDir: join(dir, "cache") });
      const request = { out, options, optionsSet: Object.keys(given), notices: [], args: [], startedAt: NOW };
      const notices: string[] = [];
      const notify = (notice: string) => void notices.push(notice);
      const { create } = Propagation;
      Propagation.create = () =>
        Promise.reject(new GpuError("Allocating labels: nothing left", "Close others", { failure: "memory" }));
      try {
        const { record, files, end } = await reproduce(request, silentProgress, notify);
        await writeRun(out, record, "", files);
        await end();
        assert.ok(record.published !== undefined && record.leakFree === undefined);
        assert.deepEqual(record.failures, [{ protocol: "leak-free", reason: "Allocating labels: nothing left" }]);
      } finally {
        Propagation.create = create;
      }
      assert.deepEqual(notices, [
        "The leak-free protocol failed; what else was asked for is done.\nerror: Allocating labels: nothing left\n" +
        "  what to do: Close others\n  what to do: Or run fewer draws side by side (--draws)",
        `What was done is kept; to go on:\n  ./tenshot reproduce --resume ${out}`,
      ]);
      const before = await Deno.readTextFile(join(out, "run.json"));
      const { record, end } = await reproduce({ out, dataDir: "", resumedAt: NOW }, silentProgress, assert.fail);
      await end();
      assert.equal(record.failures, undefined);
      assert.equal(record.leakFree?.draws.length, 2);
      assert.deepEqual(record.published, JSON.parse(before).published);
      assert.ok(!namesIn(out).includes("checkpoint"));
    });
  },
);

import assert from "node:assert/strict";
import { join } from "node:path";
import { ReproduceOptions } from "../../lib/config/options.ts";
import { Checkpoint } from "../../lib/run/checkpoint.ts";
import { CHECKPOINT_VERSION, type CheckpointRequest, checkSameGround } from "../../lib/run/checkpoint_request.ts";
import { runCleanups } from "../../lib/run/cleanup.ts";
import { prepareRunFolder } from "../../lib/run/folder.ts";
import { sampleRecord } from "../record/sample_record.ts";
import { namesIn, withTemporaryFolder } from "./temporary_folder.ts";

const { endedAt: _, ...PROVENANCE } = { ...sampleRecord().provenance, commit: "a".repeat(40), code: "c".repeat(64) };
const NOW = PROVENANCE;
const LATER = new Date("2026-02-01T00:00:00.000Z");

function sampleRequest(): CheckpointRequest {
  return {
    checkpointVersion: CHECKPOINT_VERSION,
    options: ReproduceOptions.parse({ seed: 3, dataDir: "data" }),
    optionsSet: ["seed", "dataDir"],
    folder: "/somewhere",
    provenance: PROVENANCE,
  };
}

/** What a checkpoint leaves when its process is killed: it is neither ended nor interrupted, but its lock is free. */
async function killed(run: string, work: (checkpoint: Checkpoint) => Promise<void>): Promise<void> {
  const aside = `${run}-aside`;
  const checkpoint = await Checkpoint.create(run, sampleRequest(), assert.fail);
  await work(checkpoint);
  await Deno.mkdir(aside);
  for (const name of namesIn(join(run, "checkpoint"))) {
    await Deno.copyFile(join(run, "checkpoint", name), join(aside, name));
  }
  await checkpoint.end();
  await Deno.rename(aside, join(run, "checkpoint"));
}

Deno.test("a checkpoint that was killed gives back its request and its parts, and notes when it went on", async () => {
  await withTemporaryFolder(async (dir) => {
    const run = join(dir, "a", "run");
    await killed(run, async (checkpoint) => {
      await checkpoint.write("one", { values: Float32Array.of(1, 2) });
      await checkpoint.write("two.a", 1);
      await checkpoint.write("two.b", 2);
      await checkpoint.write("two.a", 3);
      assert.deepEqual(await checkpoint.read("two.a"), { value: 3 });
      await checkpoint.forget("two.b");
    });
    await Deno.writeTextFile(join(run, "checkpoint", ".three.tmp"), "half-writ");
    const { checkpoint, request } = await Checkpoint.open(run, NOW, LATER, assert.fail);
    const { resumedAt, ...provenance } = request.provenance;
    assert.deepEqual({ ...request, provenance }, sampleRequest());
    assert.deepEqual(resumedAt, [LATER.toISOString()]);
    assert.deepEqual(await checkpoint.read("one"), { value: { values: Float32Array.of(1, 2) } });
    assert.deepEqual(await checkpoint.read("two.a"), { value: 3 });
    assert.equal(await checkpoint.read("two.b"), undefined);
    assert.ok(!namesIn(join(run, "checkpoint")).includes(".three.tmp"));
    await checkpoint.end();
    assert.deepEqual(namesIn(run), []);
  });
});

Deno.test("a damaged part is left out with a notice, and can be kept again", async () => {
  await withTemporaryFolder(async (dir) => {
    await killed(dir, (checkpoint) => checkpoint.write("one", [1, 2, 3]));
    const path = join(dir, "checkpoint", "one.safetensors");
    await Deno.writeFile(path, (await Deno.readFile(path)).subarray(0, 100));
    const notices: string[] = [];
    const { checkpoint } = await Checkpoint.open(dir, NOW, LATER, (notice) => notices.push(notice));
    assert.equal(await checkpoint.read("one"), undefined);
    assert.deepEqual(notices, [`${path} is damaged; that step is done again`]);
    await checkpoint.write("one", [4]);
    assert.deepEqual(await checkpoint.read("one"), { value: [4] });
    await checkpoint.end();
  });
});

Deno.test("there is nothing to go on with in no folder, an empty one, that of a run that has ended, or a damaged one", async () => {
  await withTemporaryFolder(async (dir) => {
    const open = (run: string) => Checkpoint.open(run, NOW, LATER, assert.fail);
    await assert.rejects(open(join(dir, "none")), /^Error: Resuming .*none: found no such folder$/);
    await assert.rejects(open(dir), /found no checkpoint in it; the run must begin anew/);
    await killed(join(dir, "run"), () => Promise.resolve());
    const path = join(dir, "run", "checkpoint", "request.json");
    const text = await Deno.readTextFile(path);
    for (const damaged of [text.slice(0, -20), text.replace('"seed": 3', '"seed": 4'), "{}", ""]) {
      await Deno.writeTextFile(path, damaged);
      await assert.rejects(open(join(dir, "run")), /^SyntaxError: .*damaged request\.json/);
    }
    const record = JSON.stringify(sampleRecord());
    await Deno.writeTextFile(join(dir, "run.json"), record);
    await assert.rejects(open(dir), /found a run that has ended; nothing is left to do/);
    for (const damaged of ["{}", "", record.slice(0, -100), record.replace('"parameters"', '"parametres"')]) {
      await Deno.writeTextFile(join(dir, "run.json"), damaged);
      await assert.rejects(
        open(dir),
        /found no checkpoint in it, and no run\.json of a run that has ended \(.*\); begin/,
      );
    }
  });
});

Deno.test("a run goes on with the version, the data and the adapter that it began with, and no others", async () => {
  await withTemporaryFolder(async (dir) => {
    await killed(dir, () => Promise.resolve());
    for (
      const other of [
        { ...NOW, version: "0.2.0" },
        { ...NOW, commit: "b".repeat(40) },
        { ...NOW, runtime: { ...NOW.runtime, deno: "2.9.5" } },
      ]
    ) {
      await assert.rejects(
        Checkpoint.open(dir, other, LATER, assert.fail),
        /^RangeError: .*found a run of Tenshot 0\.1\.0 at commit a{12} on Deno 2\.9\.6, wanted one of Tenshot 0\.[12]/,
      );
    }
    for (const code of ["d".repeat(64), undefined]) {
      await assert.rejects(
        Checkpoint.open(dir, { ...NOW, code }, LATER, assert.fail),
        /^RangeError: Resuming .*: found edits in the program's files that were not there when the run began/,
      );
    }
    const { checkpoint } = await Checkpoint.open(dir, NOW, LATER, assert.fail);
    await checkpoint.end();
  });
  const { dataset } = PROVENANCE;
  checkSameGround(PROVENANCE, { dataset }, "Resuming");
  const files = dataset.files.with(2, { name: "c", sha256: "1".repeat(64) });
  assert.throws(
    () => checkSameGround(PROVENANCE, { dataset: { ...dataset, files } }, "Resuming"),
    /^RangeError: Resuming: found other data in c than when the run began, wanted the same$/,
  );
  const adapter = { description: "another", vendor: "", architecture: "", device: "", software: true };
  assert.throws(
    () => checkSameGround(PROVENANCE, { dataset, adapter }, "Resuming"),
    /found the adapter "another", wanted "none"/,
  );
});

Deno.test("one process at a time works in a checkpoint", async () => {
  await withTemporaryFolder(async (dir) => {
    const checkpoint = await Checkpoint.create(dir, sampleRequest(), assert.fail);
    await checkpoint.write("one", 1);
    await assert.rejects(Checkpoint.open(dir, NOW, LATER, assert.fail), /found another process at work there/);
    await assert.rejects(Checkpoint.create(dir, sampleRequest(), assert.fail), /found another process at work there/);
    assert.deepEqual(await checkpoint.read("one"), { value: 1 });
    await checkpoint.end();
  });
});

Deno.test("a checkpoint that is let go is free: one with parts stays, an empty or discarded one goes with its folders", async () => {
  await withTemporaryFolder(async (dir) => {
    const notices: string[] = [];
    const create = (run: string) =>
      Checkpoint.create(join(dir, run), sampleRequest(), (notice) => void notices.push(notice));
    (await create("a/empty")).leave();
    const discarded = await create("b/discarded");
    await discarded.write("one", 1);
    await discarded.discard();
    assert.deepEqual([namesIn(dir), notices], [[], []]);
    const left = await create("left");
    await left.write("one", 1);
    left.leave();
    assert.equal(notices.length, 1);
    runCleanups();
    assert.equal(notices.length, 1, "it is not left twice");
    const { checkpoint } = await Checkpoint.open(join(dir, "left"), NOW, LATER, assert.fail);
    assert.deepEqual(await checkpoint.read("one"), { value: 1 });
    await checkpoint.end();
  });
});

Deno.test("an interrupted run says how to go on if anything is kept, and leaves nothing behind if not", async () => {
  await withTemporaryFolder(async (dir) => {
    const notices: string[] = [];
    const notify = (notice: string) => void notices.push(notice);
    await Checkpoint.create(join(dir, "a", "run"), sampleRequest(), notify);
    runCleanups();
    assert.deepEqual([namesIn(dir), notices], [[], []]);

    const run = join(dir, "my run");
    const checkpoint = await Checkpoint.create(run, sampleRequest(), notify);
    await checkpoint.write("one", 1);
    runCleanups();
    assert.deepEqual(notices, [`What was done is kept; to go on:\n  ./tenshot reproduce --resume '${run}'`]);
    assert.ok(namesIn(join(run, "checkpoint")).includes("one.safetensors"));
    await assert.rejects(
      prepareRunFolder(run, false),
      /found a run there that has not ended; go on with it by '\.\/tenshot reproduce --resume /,
    );
    await checkpoint.end();
  });
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { defaultRunFolder, prepareRunFolder, writeRun } from "../../lib/run/folder.ts";
import { readRunRecord } from "../../lib/record/read_record.ts";
import { sampleRecord } from "../record/sample_record.ts";
import { namesIn, withTemporaryFolder } from "./temporary_folder.ts";

Deno.test("defaultRunFolder() names protocol and seed and has no colon in its UTC time", () => {
  const now = new Date("2026-01-31T13:00:00.123+01:00");
  assert.equal(defaultRunFolder("published", 0, now), "reports/2026-01-31T12-00-00Z-published-seed0");
});

Deno.test("prepareRunFolder() creates nothing, whether the folder is there or not", async () => {
  await withTemporaryFolder(async (dir) => {
    await prepareRunFolder(dir, false);
    await prepareRunFolder(join(dir, "a", "b"), false);
    assert.deepEqual(namesIn(dir), []);
  });
});

Deno.test("prepareRunFolder() refuses a folder that is not empty unless forced, and leaves its files", async () => {
  await withTemporaryFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "mine"), "");
    await assert.rejects(prepareRunFolder(dir, false), { message: /not empty; .*pass --force to write into it$/ });
    await prepareRunFolder(dir, true);
    assert.deepEqual(namesIn(dir), ["mine"]);
  });
});

Deno.test("prepareRunFolder() refuses a file in the way, even if forced", async () => {
  await withTemporaryFolder(async (dir) => {
    const file = join(dir, "file");
    await Deno.writeTextFile(file, "");
    await assert.rejects(prepareRunFolder(file, true), { message: /found a file .*file in the way/ });
    await assert.rejects(prepareRunFolder(join(file, "below"), true), { message: /found a file .*file in the way/ });
    await Deno.mkdir(join(dir, "run", "index.html"), { recursive: true });
    await assert.rejects(prepareRunFolder(join(dir, "run"), true), { message: /found a folder index.html in the way/ });
  });
});

Deno.test({
  name: "prepareRunFolder() refuses a place that may not be written to",
  permissions: { read: true, write: false },
  fn: async () => {
    await assert.rejects(prepareRunFolder("reports/never-made", false), {
      message: /^Preparing the output folder reports\/never-made: cannot write into .*; choose a folder/,
    });
  },
});

Deno.test("writeRun() makes the folder and writes a record that readRunRecord() gives back", async () => {
  await withTemporaryFolder(async (dir) => {
    const out = join(dir, "a", "b");
    await writeRun(out, sampleRecord(), "<!doctype html>");
    assert.deepEqual(namesIn(out), ["index.html", "run.json"]);
    assert.deepEqual(await readRunRecord(out), sampleRecord());
    assert.equal(await Deno.readTextFile(join(out, "index.html")), "<!doctype html>");
    assert.match(await Deno.readTextFile(join(out, "run.json")), /^ +"tries": \[1, 1, 1, 1, 1, 1, 1, 1, 1, 1\],$/m);
  });
});

Deno.test("writeRun() writes the weights beside the record, and leaves none of an earlier run there", async () => {
  await withTemporaryFolder(async (dir) => {
    const weights = Uint8Array.of(1, 2, 3);
    await writeRun(dir, sampleRecord(), "", { "weights.safetensors": weights });
    assert.deepEqual(namesIn(dir), ["index.html", "run.json", "weights.safetensors"]);
    assert.deepEqual(await Deno.readFile(join(dir, "weights.safetensors")), weights);
    await writeRun(dir, sampleRecord(), "");
    assert.deepEqual(namesIn(dir), ["index.html", "run.json"]);
  });
});

Deno.test("writeRun() names nothing if the weights cannot be written", async () => {
  await withTemporaryFolder(async (dir) => {
    await Deno.mkdir(join(dir, "run", "weights.safetensors"), { recursive: true });
    const files = { "weights.safetensors": Uint8Array.of(1) };
    await assert.rejects(writeRun(join(dir, "run"), sampleRecord(), "", files), {
      message: /weights\.safetensors: found a folder/,
    });
    assert.deepEqual(namesIn(join(dir, "run")), ["weights.safetensors"]);
  });
});

Deno.test("writeRun() writes nothing at all for a record that does not fit its schema", async () => {
  await withTemporaryFolder(async (dir) => {
    const record = sampleRecord();
    record.published!.stage1.winningLoss[3] = NaN;
    await assert.rejects(writeRun(join(dir, "run"), record, ""), {
      name: "TypeError",
      message: /published\.stage1\.winningLoss\[3\]: expected number, received NaN/,
    });
    assert.deepEqual(namesIn(dir), []);
  });
});

Deno.test("writeRun() leaves no folder and no file behind when it fails", async () => {
  await withTemporaryFolder(async (dir) => {
    await Deno.writeTextFile(join(dir, "file"), "");
    await assert.rejects(writeRun(join(dir, "file", "run"), sampleRecord(), ""), { message: /^Writing .*run: / });
    await Deno.mkdir(join(dir, "taken", "run.json"), { recursive: true });
    await assert.rejects(writeRun(join(dir, "taken"), sampleRecord(), ""), { message: /run\.json: found a folder/ });
    assert.deepEqual(namesIn(join(dir, "taken")), ["run.json"]);
    assert.deepEqual(namesIn(dir), ["file", "taken"]);
  });
});

Deno.test("readRunRecord() says what is wrong with a folder that holds no readable record", async () => {
  await withTemporaryFolder(async (dir) => {
    const path = join(dir, "run.json");
    await assert.rejects(readRunRecord(join(dir, "none")), { message: /found no folder .*none/ });
    await assert.rejects(readRunRecord(dir), { message: /found no run\.json in / });

    await Deno.writeTextFile(path, "{");
    await assert.rejects(readRunRecord(dir), { name: "SyntaxError", message: /found no valid JSON/ });
    await assert.rejects(readRunRecord(path), { message: /found a file .*run\.json, wanted the folder/ });

    await Deno.writeTextFile(path, '{"recordVersion": 99}');
    await assert.rejects(readRunRecord(dir), { name: "RangeError", message: /found record version 99, wanted 1$/ });
    await Deno.writeTextFile(path, "[]");
    await assert.rejects(readRunRecord(dir), { name: "RangeError", message: /found record version none, wanted 1$/ });

    const record = structuredClone(sampleRecord());
    record.provenance.dataset.files.pop();
    await Deno.writeTextFile(path, JSON.stringify(record));
    await assert.rejects(readRunRecord(dir), {
      name: "TypeError",
      message: /wrong value at provenance\.dataset\.files: /,
    });
  });
});

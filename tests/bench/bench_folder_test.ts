import assert from "node:assert/strict";
import { join } from "node:path";
import { defaultBenchFolder, readBench, writeBench } from "../../lib/bench/bench_folder.ts";
import { MARKED } from "../data/marked_text.ts";
import { sampleBench } from "./sample_bench.ts";

async function inFolder(use: (dir: string) => Promise<void>): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "tenshot-bench-test-" });
  try {
    await use(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

Deno.test("a benchmark that is written reads back the same, by its folder and by its file", () =>
  inFolder(async (dir) => {
    const folder = join(dir, "new", "one");
    await writeBench(folder, sampleBench(), "<!DOCTYPE html>");
    assert.deepEqual(await readBench(folder), sampleBench());
    assert.deepEqual(await readBench(join(folder, "bench.json")), sampleBench());
    assert.equal(await Deno.readTextFile(join(folder, "index.html")), "<!DOCTYPE html>");
  }));

Deno.test("readBench() reads a file with a byte order mark", () =>
  inFolder(async (dir) => {
    for (const encoding of MARKED) {
      await Deno.writeFile(join(dir, "bench.json"), encoding(JSON.stringify(sampleBench())));
      assert.deepEqual(await readBench(dir), sampleBench());
    }
  }));

Deno.test("readBench() says what is wrong with a file", () =>
  inFolder(async (dir) => {
    const path = join(dir, "bench.json");
    await assert.rejects(readBench(path), { name: "Error", message: /found no such file/ });
    const cases: [string, string, RegExp][] = [
      ["{", "SyntaxError", /found no valid JSON/],
      ["7", "RangeError", /found version none, wanted 1/],
      ['{"benchVersion": 99}', "RangeError", /found version 99, wanted 1/],
      ['{"benchVersion": 1}', "TypeError", /found a wrong value at/],
    ];
    for (const [text, name, message] of cases) {
      await Deno.writeTextFile(path, text);
      await assert.rejects(readBench(dir), { name, message });
    }
  }));

Deno.test("a benchmark's folder is named by the time, without colons", () => {
  assert.equal(defaultBenchFolder(new Date("2026-01-31T12:00:00.123Z")), "reports/2026-01-31T12-00-00Z-bench");
});

import assert from "node:assert/strict";
import { join } from "node:path";
import { measureAgainst, startBuilds } from "../../lib/bench/measure_against.ts";
import { silentProgress } from "../../lib/run/progress.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";

const bar = () => silentProgress.stage("", 1);

async function checkoutIn(dir: string): Promise<string> {
  await Deno.mkdir(join(dir, "node_modules"));
  await Deno.writeTextFile(join(dir, "deno.json"), '{ "tasks": { "reproduce": "…" } }');
  return dir;
}

Deno.test("measureAgainst() runs both builds in turn with empty shader caches, and times what the work is about", async () => {
  await withTemporaryFolder(async (dir) => {
    const log = join(dir, "log");
    const start = (build: "ours" | "theirs", args: readonly string[], out: string) => {
      const record = {
        provenance: { version: build, commit: "abc", more: 1 },
        leakFree: {
          meanErrorRate: build === "ours" ? 0.004 : 0.005,
          timings: { networkMs: 10, baselinesMs: 20 },
          more: 2,
        },
      };
      const script =
        `echo "${build} ${args.join(" ")} $(ls "$MESA_SHADER_CACHE_DIR" 2>/dev/null | wc -l)" >> ${log}; ` +
        `mkdir -p "$MESA_SHADER_CACHE_DIR" ${out}; touch "$MESA_SHADER_CACHE_DIR/shader"; ` +
        `sleep ${build === "ours" ? 0.1 : 0.4}; echo '${JSON.stringify(record)}' > ${out}/run.json`;
      return { command: ["bash", "-c", script] as [string, ...string[]] };
    };
    const { theirs, works } = await measureAgainst(await checkoutIn(dir), ["published", "baselines"], 2, bar(), start);
    const calls = (await Deno.readTextFile(log)).trim().split("\n");
    const asked = "--protocol leak-free --preset graph --no-cache --draws 20 --draw-seed 2000 0";
    assert.deepEqual(calls, [
      ...["ours", "theirs", "theirs", "ours"].map((build) => `${build} --protocol published 0`),
      ...["ours", "theirs", "theirs", "ours"].map((build) => `${build} ${asked}`),
    ]);
    assert.deepEqual(theirs, { version: "theirs", commit: "abc" });
    const [published, baselines] = works;
    assert.ok(published!.ours.ms.min >= 100 && published!.theirs.ms.min >= 400);
    assert.ok(
      published!.ratio.samples.every((ratio, i) =>
        ratio === published!.ours.ms.samples[i]! / published!.theirs.ms.samples[i]!
      ),
    );
    assert.deepEqual([baselines!.ours.ms.samples, baselines!.theirs.ms.samples], [[20, 20], [20, 20]]);
    assert.deepEqual([published!.ours.errorRate, published!.theirs.errorRate], [0.004, 0.005]);
  });
});

Deno.test("measureAgainst() refuses a folder that is no installed checkout, and runs theirs in it", async () => {
  await withTemporaryFolder(async (dir) => {
    await assert.rejects(measureAgainst(dir, ["both"], 1, bar()), /found no deno\.json with a task reproduce there/);
    await checkoutIn(dir);
    await Deno.remove(join(dir, "node_modules"));
    await assert.rejects(measureAgainst(dir, ["both"], 1, bar()), /found no node_modules there, wanted one/);
    assert.equal(startBuilds(dir)("theirs", [], "/out").cwd, dir);
    assert.notEqual(startBuilds(dir)("ours", [], "/out").cwd, dir);
  });
});

/** The corrected protocol, many seeds and the audit as tasks, on a small sample of Fashion-MNIST. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { RunRecord } from "../../lib/record/record.ts";
import { exists, runTask, withNewFolder } from "./tasks.ts";

const SAMPLE = ["--quick", "--data-dir", fileURLToPath(new URL("../fixtures/fashion", import.meta.url))];

async function recordOf(out: string): Promise<RunRecord> {
  return RunRecord.parse(JSON.parse(await Deno.readTextFile(`${out}/run.json`)));
}

Deno.test("reproduce --protocol corrected leaves its own part of the record, and a report of it", async () => {
  await withNewFolder(async (out) => {
    const { code, stdout, stderr } = await runTask("reproduce", [...SAMPLE, "--protocol", "corrected", "--out", out]);
    assert.equal(code, 0, stderr);
    const { corrected, published, audit } = await recordOf(out);
    assert.ok(corrected);
    assert.deepEqual([published, audit], [undefined, undefined]);
    const { selected, confusion } = corrected.pseudoLabels;
    assert.equal(confusion.flat().reduce((total, count) => total + count), selected);
    assert.match(stdout, /^Without the leak, stage 2 +\d+ errors in 200 test images/m);
    assert.match(await Deno.readTextFile(`${out}/index.html`), /The notebook without its leak: [\d.]+\s%/);
  });
});

Deno.test("reproduce --seeds leaves one entry a seed, the first run in full and the audit's controls", async () => {
  await withNewFolder(async (out) => {
    const { code, stdout, stderr } = await runTask("reproduce", [...SAMPLE, "--seeds", "4..5", "--out", out]);
    assert.equal(code, 0, stderr);
    const { provenance, published, publishedSeeds, publishedSeedsSummary, audit } = await recordOf(out);
    assert.deepEqual(publishedSeeds?.map(({ seed }) => seed), [4, 5]);
    assert.deepEqual(provenance.seeds, { stage1: 4, stage2: 5 });
    assert.deepEqual(published?.stage2.tries, publishedSeeds?.[0]?.stage2.tries);
    assert.equal(publishedSeedsSummary?.stage2TestLabelFreeErrors.count, 2);
    assert.equal(audit?.controls.length, 5);
    assert.match(stdout, /^Over 2 seeds {2}/m);
    assert.match(await Deno.readTextFile(`${out}/index.html`), /<section id="seeds"/);
  });
});

// With these seeds no image of class 7 is kept, or every class has one.
const [UNTRAINABLE, TRAINABLE] = [13, 14];

Deno.test("reproduce --seeds ends though the first seed cannot be trained, and names it everywhere", async () => {
  await withNewFolder(async (out) => {
    const seeds = `${UNTRAINABLE}..${TRAINABLE}`;
    const { code, stdout, stderr } = await runTask("reproduce", [...SAMPLE, "--seeds", seeds, "--out", out]);
    assert.equal(code, 1, stderr);
    const { provenance, published, publishedSeeds, failures } = await recordOf(out);
    assert.deepEqual(publishedSeeds?.map(({ seed }) => seed), [TRAINABLE]);
    assert.deepEqual(failures?.map(({ protocol, seed }) => [protocol, seed]), [["published", UNTRAINABLE]]);
    assert.deepEqual(provenance.seeds, { stage1: TRAINABLE, stage2: TRAINABLE + 1 });
    assert.deepEqual(published?.stage2.tries, publishedSeeds?.[0]?.stage2.tries);
    const said = /The published protocol on seed 13 failed: Stage 2: no image of class 7 found/;
    assert.match(stdout, said);
    assert.match(await Deno.readTextFile(`${out}/index.html`), said);
    assert.equal(await exists(`${out}/checkpoint`), false);
    const listed = await runTask("report", ["--index", `${out}/..`]);
    assert.equal(listed.code, 0, listed.stderr);
    assert.match(await Deno.readTextFile(`${out}/../index.html`), /<mark>incomplete<\/mark>: seed 13 failed/);
  });
});

Deno.test("a run of both protocols keeps the leak-free part where the notebook's cannot be trained", async () => {
  await withNewFolder(async (out) => {
    const args = [...SAMPLE, "--seed", String(UNTRAINABLE), "--preset", "graph", "--no-cache", "--out", out];
    const { code, stdout, stderr } = await runTask("reproduce", args);
    assert.equal(code, 1, stderr);
    assert.match(
      stderr,
      /^The published protocol failed; what else was asked for is done\.\nerror: Stage 2: no image/m,
    );
    const { published, leakFree, failures } = await recordOf(out);
    assert.equal(published, undefined);
    assert.equal(leakFree?.draws.length, 1);
    assert.deepEqual(failures?.map(({ protocol, seed }) => [protocol, seed]), [["published", undefined]]);
    assert.match(stdout, /^The published protocol failed: Stage 2: .*\n.*\n*Leak-free, 100 labels/m);
    assert.match(await Deno.readTextFile(`${out}/index.html`), /<strong>Incomplete\.<\/strong>/);
    assert.ok(await exists(`${out}/predictions.json`) && !await exists(`${out}/checkpoint`));
  });
});

Deno.test("a run with nothing but a seed that cannot be trained fails, and leaves nothing to go on with in vain", async () => {
  await withNewFolder(async (out) => {
    const args = [...SAMPLE, "--protocol", "published", "--seed", String(UNTRAINABLE), "--out", out];
    const { code, stderr } = await runTask("reproduce", args);
    assert.equal(code, 1);
    assert.match(stderr, /^error: Stage 2: no image of class 7 found to train on/m);
    assert.doesNotMatch(stderr, /--resume/);
    assert.equal(await exists(out), false);
  });
});

Deno.test("reproduce refuses before any work what a run of both protocols would fail at in the end", async () => {
  await withNewFolder(async (out) => {
    const parent = out.replace(/[^/]*$/, "");
    await Deno.writeTextFile(`${parent}file`, JSON.stringify([[0], [1], [2]]));
    for (
      const [args, message] of [
        [["--labelled-indices", `${parent}file`], /found an array of 3, wanted an array of 10/],
        [["--labelled-indices", `${parent}missing`], /found no such file/],
        [["--labels-per-class", "500"], /Drawing labelled images: found \d+ of class \d/],
        [["--cache-dir", `${parent}file`], /Reading --cache-dir .*: found a file .* in the way, wanted a folder/],
        [["--cache-dir", ""], /Reading --cache-dir: found "", wanted DIR/],
        [["--steps", "900000"], /Reading --steps: found 900000/],
      ] as const
    ) {
      const { code, stderr } = await runTask("reproduce", [...SAMPLE, ...args, "--out", out]);
      assert.ok(code === 1 || code === 2, stderr);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^Stage 1/m);
      assert.equal(await exists(out), false);
    }
  });
});

Deno.test("reproduce refuses seeds that do not go together, before any work", async () => {
  await withNewFolder(async (out) => {
    for (const args of [["--seeds", "5..4"], ["--seeds", "0..1", "--seed", "3"]]) {
      const { code, stderr } = await runTask("reproduce", [...args, "--out", out]);
      assert.equal(code, 2);
      assert.match(stderr, /^error: Reading --seeds: /);
      assert.equal(await exists(out), false);
    }
  });
});

Deno.test("audit alone trains models, prints every control and ends with 0 when all hold", async () => {
  const { code, stdout, stderr } = await runTask("audit", SAMPLE);
  assert.equal(code, 0, stderr);
  for (const name of ["constant ensemble", "noise images", "permuted labels", "permuted images", "signature check"]) {
    assert.match(stdout, new RegExp(`^${name} .* pass$`, "m"));
  }
  assert.match(stdout, /All controls hold/);
});

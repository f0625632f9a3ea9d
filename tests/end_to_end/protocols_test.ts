/** The corrected protocol, many seeds and the audit as tasks, on a small sample of Fashion-MNIST. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { RunRecord } from "../../lib/run/record.ts";
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

import assert from "node:assert/strict";
import { join } from "node:path";
import { CHOSEN_ON_DRAWS, CHOSEN_ON_SEEDS, LABEL_FIGURES } from "../../lib/config/label_figures.ts";
import { readRunRecord } from "../../lib/record/read_record.ts";

const ROOT = join(import.meta.dirname!, "../..");

Deno.test("LABEL_FIGURES are those of the committed records", async () => {
  for (const figure of LABEL_FIGURES) {
    const { leakFree, provenance } = await readRunRecord(join(ROOT, "reports/sample", figure.record));
    assert.ok(leakFree !== undefined && provenance.dataset.name === "MNIST" && leakFree.testImages === 10_000);
    const errors = leakFree.draws.map(({ testErrors }) => testErrors);
    assert.deepEqual({ ...figure, meanErrors: figure.meanErrors.toFixed(4) }, {
      labelsPerClass: leakFree.draws[0]!.labelledTrainIndices[0]!.length,
      record: figure.record,
      preset: leakFree.draws[0]!.preset,
      runs: errors.length,
      firstSeed: leakFree.draws[0]!.drawSeed,
      meanErrors: (errors.reduce((sum, count) => sum + count, 0) / errors.length).toFixed(4),
      leastErrors: Math.min(...errors),
      mostErrors: Math.max(...errors),
    }, `copy the figures of ${figure.record}/run.json to lib/config/label_figures.ts`);
  }
});

Deno.test("the draws that constants were chosen on are those of docs/leak_free.md's table", () => {
  const text = Deno.readTextFileSync(join(ROOT, "docs/leak_free.md"));
  const table = /\n\| constants [\s\S]*?\n\n/.exec(text)![0];
  const ranges = [...table.matchAll(/(\d+) to (\d+)\b(?! labels)/g)].map(([, first, last]) => `${first} to ${last}`);
  assert.deepEqual(
    [...new Set(ranges)].sort(),
    [...CHOSEN_ON_DRAWS, ...CHOSEN_ON_SEEDS].map(([first, last]) => `${first} to ${last}`).sort(),
  );
});

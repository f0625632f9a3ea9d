/** What README.md and docs/ say of labelling a person's own pictures is what the records that they name hold. */
import assert from "node:assert/strict";
import { sha256Of } from "../lib/data/sha256.ts";
import { decodeLeakFreeWeights } from "../lib/ensemble/leak_free_weights.ts";
import { formatCount } from "../lib/report/format.ts";
import { readRunRecord } from "../lib/record/read_record.ts";
import { summariseSample } from "../lib/statistics/summarise_sample.ts";
import study from "../reports/sample/label-suggestions/study.json" with { type: "json" };
import { MOST_IMAGES } from "../lib/data/most_images.ts";
import sizes from "../reports/sample/label-sizes/measured.json" with { type: "json" };
import { percentDigits } from "../lib/statistics/decimals.ts";

const sample = (name: string) => new URL(`../reports/sample/${name}`, import.meta.url).pathname;
const read = (name: string) =>
  Deno.readTextFileSync(new URL(`../${name}`, import.meta.url)).replace(/[\s-]*\|[\s|:-]*/g, " | ").replace(
    /\s+/g,
    " ",
  );

Deno.test("label without truth gives MNIST's training images the same labels as the protocol, and a check changes none", async () => {
  const { leakFree } = await readRunRecord(sample("both"));
  const { label } = await readRunRecord(sample("label-mnist"));
  const { label: checked } = await readRunRecord(sample("label-mnist-checked"));
  const draw = leakFree!.draws[0]!;
  const weights = decodeLeakFreeWeights(await Deno.readFile(sample("both/weights.safetensors")), "weights");
  assert.equal(label!.check, undefined);
  assert.deepEqual(label!.given, draw.labelledTrainIndices.map((row) => row.toSorted((a, b) => a - b)));
  assert.equal(label!.decidedSha256, sha256Of(weights!.draws[0]!.pseudoLabels));
  assert.equal(checked!.decidedSha256, label!.decidedSha256);
  const { wrong, wrongInDoubt, pictures } = checked!.check!;
  assert.deepEqual([wrong, pictures], [draw.pseudoLabels.second.wrong, 59_900]);
  const text = read("docs/leak_free.md");
  for (
    const words of [
      `${wrong} of the other ${formatCount(pictures)} are wrong, ${percentDigits(wrong / pictures)} %`,
      `and ${wrongInDoubt} of these are among the ${formatCount(checked!.doubtful)} that the report calls worth a look`,
    ]
  ) assert.ok(text.includes(words), words);
});

Deno.test("what suggested labels give on MNIST, and labels by chance", () => {
  const text = read("docs/leak_free.md");
  const rate = (wrong: number, labels: number) => percentDigits(wrong / (study.images - labels));
  for (const { labels, wrong, way } of study.suggested) {
    const draws = study.random.filter((draw) => draw.labels === labels);
    const random = draws.map((draw) => draw.wrong);
    const cells = [
      String(labels),
      `${rate(wrong, labels)} %`,
      `${rate(summariseSample(random).median, labels)} % (${rate(Math.min(...random), labels)} to ${
        rate(Math.max(...random), labels)
      })`,
      `${draws.filter(({ classes }) => classes < 10).length} of 20`,
    ];
    assert.ok(text.includes(`| ${cells.join(" | ")} |`), cells.join(" | "));
    assert.equal(draws.length, 20);
    assert.equal(way, labels === 40 ? "spreading" : "groups");
    if (labels === 10) {
      const words = `ten by chance leave ${rate(summariseSample(random).median, labels)} % (median of 20 draws)`;
      assert.ok(read("README.md").includes(words), words);
    }
  }
});

Deno.test("what many pictures take", () => {
  const { folder, many } = sizes;
  const gigabytes = ({ peakBytes }: { peakBytes: number }) => (peakBytes / 1e9).toFixed(2);
  assert.deepEqual([folder.pictures + folder.refused, many.pictures, many.refused], [10_000, 200_000, 0]);
  // On two cores, at most a minute and 2 GiB.
  assert.ok(folder.cpuSeconds / 2 < 60 && folder.peakBytes < 2 ** 31);
  const text = read("docs/leak_free.md");
  for (
    const words of [
      `takes ${folder.cpuSeconds} s and ${gigabytes(folder)} GB at most`,
      `take ${many.cpuSeconds} s and ${gigabytes(many)} GB, and ${formatCount(many.wrong)} of the ${
        formatCount(many.checked)
      } that were not given are wrong, ${percentDigits(many.wrong / many.checked)} %`,
      `A set may have ${formatCount(MOST_IMAGES)} pictures`,
    ]
  ) assert.ok(text.includes(words), words);
  const words = `take ${folder.cpuSeconds} s of one core, 200,000 pictures ${many.cpuSeconds} s and ${
    gigabytes(many)
  } GB`;
  assert.ok(read("README.md").includes(words), words);
});

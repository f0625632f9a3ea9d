/** What README.md and docs/ say of runs is what the records that they name hold. */
import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freeScores, informedScores, winnerOf } from "../lib/report/client/digit_scores.ts";
import { drawFolder, recordFileIn } from "../lib/report/draw_folder.ts";
import { renderIndex } from "../lib/report/index/render_index.tsx";
import { readRunList } from "../lib/report/index/run_list.ts";
import { formatCount, formatRate, formatShare } from "../lib/report/format.ts";
import { readBench } from "../lib/bench/bench_folder.ts";
import type { WorkRecord } from "../lib/bench/bench_record.ts";
import { readRunRecord } from "../lib/record/read_record.ts";
import type { SampleSummary } from "../lib/record/record.ts";
import { summariseSample } from "../lib/statistics/summarise_sample.ts";
import torch from "./golden/notebook_seed_0.json" with { type: "json" };
import torchSeeds from "./golden/notebook_errors.json" with { type: "json" };
import { percentDigits } from "../lib/statistics/decimals.ts";

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const DOCUMENTS = [
  "README.md",
  "lib/kernels/README.md",
  ...[...Deno.readDirSync(join(ROOT, "docs"))].map(({ name }) => `docs/${name}`).filter((name) => name.endsWith(".md")),
];
const sample = (name: string) => readRunRecord(join(ROOT, "reports/sample", name));
const read = (path: string) => Deno.readTextFileSync(join(ROOT, path));
/** Lines are filled and tables padded as it suits the formatter. */
const plain = (text: string) => text.replace(/[\s-]*\|[\s|:-]*/g, " | ").replace(/\s+/g, " ");

/** Whether a document has these words, or these cells at a row's beginning. */
function says(path: string, ...words: readonly string[]): void {
  const text = plain(read(path));
  for (const wanted of words) assert.ok(text.includes(plain(wanted)), `${path} should say "${wanted}"`);
}

const row = (...cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const percent = (fraction: number) => `${percentDigits(fraction)} %`;

function spread({ mean, minimum, maximum }: SampleSummary): string {
  return `${formatCount(mean)}, ${formatCount(minimum)} to ${formatCount(maximum)}`;
}

Deno.test("a document's tables and fill do not matter to what it is found to say, its numbers do", () => {
  assert.ok(plain("| a   |   1,234 |\n| --- | --: |\n| b | 5 |").includes(plain(row("a", "1,234"))));
  assert.ok(!plain("| a | 1,235 |").includes(plain(row("a", "1,234"))));
  assert.ok(!plain("| a | 11,234 |").includes(plain(row("a", "1,234"))));
});

Deno.test("links, pictures and paths in documents lead to something", () => {
  let found = 0;
  for (const path of DOCUMENTS) {
    const text = read(path);
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1]!)
      .filter((link) => !/^https?:/.test(link))
      .map((link) => join(dirname(path), link.replace(/#.*$/, "") || path.split("/").at(-1)!));
    const paths = [...text.matchAll(/`((?:lib|tests|docs|reports\/sample|scripts|tasks)\/[\w./-]+)`/g)].map((match) =>
      match[1]!
    );
    for (const target of [...links, ...paths]) {
      found++;
      assert.ok(Deno.statSync(join(ROOT, target)), target);
    }
    const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, words]) =>
      words!.toLowerCase().replace(/[^\w\s-]/g, "").replaceAll(" ", "-")
    );
    for (const [, anchor] of text.matchAll(/\]\(#([\w-]+)\)/g)) {
      assert.ok(headings.includes(anchor!), `no heading #${anchor}`);
    }
  }
  assert.ok(found > 20);
});

Deno.test("every record under reports/sample has its page, drawn as it is drawn today, and its index lists them", async () => {
  const again = "draw them again: ./tenshot report --index reports/sample --each";
  let found = 0;
  for (const { name } of Deno.readDirSync(join(ROOT, "reports/sample"))) {
    const folder = join(ROOT, "reports/sample", name);
    if (await recordFileIn(folder) === undefined) continue;
    found++;
    assert.ok(await drawFolder(folder) === read(`reports/sample/${name}/index.html`), `${name}: ${again}`);
    assert.ok(read("reports/sample/index.html").includes(`href="./${name}/index.html"`), name);
  }
  assert.ok(found > 15);
  const list = await readRunList(join(ROOT, "reports/sample"));
  assert.ok(renderIndex(list) === read("reports/sample/index.html"), again);
});

Deno.test("docs/method.md and README.md: errors of the published runs, both ways", async () => {
  const { published } = await sample("both");
  const { publishedSeedsSummary: seeds, publishedSeeds } = await sample("seeds-0-9");
  assert.ok(published && seeds && publishedSeeds);
  const { stage1, stage2, pseudoLabels } = published;
  const [informed, free] = (["label_informed_errors", "label_free_errors"] as const).map((key) =>
    summariseSample(torchSeeds.runs.map((run) => run[key]))
  );
  const both = (errors: { label_informed_errors: number; label_free_errors: number }) =>
    [errors.label_informed_errors, errors.label_free_errors].map(formatCount);
  const ours = ({ test }: typeof stage1) => [test.labelInformedErrors, test.labelFreeErrors].map(formatCount);
  says(
    "docs/method.md",
    row("stage 1, PyTorch 1.13 on a CPU, seed 0", ...both(torch.stage1.test)),
    row("stage 1, this project, seed 0", ...ours(stage1)),
    row(
      "stage 1, ten seeds: mean, range",
      spread(seeds.stage1TestLabelInformedErrors!),
      spread(seeds.stage1TestLabelFreeErrors!),
    ),
    row("stage 2, PyTorch 1.13 on a CPU, seed 0", ...both(torch.stage2.test)),
    row("stage 2, PyTorch 1.13, eight seeds: mean, range", spread(informed!), spread(free!)),
    row("stage 2, this project, seed 0", ...ours(stage2)),
    row(
      "stage 2, ten seeds: mean, range",
      spread(seeds.stage2TestLabelInformedErrors!),
      spread(seeds.stage2TestLabelFreeErrors!),
    ),
    `Of ${formatCount(pseudoLabels.selected)} images kept for seed 0, none had a wrong one`,
    `the same stage has ${percent(1 - stage2.test.labelFreeErrors / stage2.test.images)} right, honestly scored`,
    "In none of the ten seeds is there one image that the label-free score of stage 2 has right and",
  );
  assert.equal(pseudoLabels.wrong, 0);
  assert.equal(torchSeeds.runs.length, 8);
  assert.deepEqual(publishedSeeds.map((seed) => seed.labelInformedAgainstLabelFree.onlySecondRight), Array(10).fill(0));
  const { minimum, maximum } = seeds.stage2TestLabelFreeErrors!;
  says(
    "README.md",
    `Over ten seeds, the same models without it get ${percentDigits(minimum / 10_000, 0)} to ${
      formatRate(maximum / 10_000, 0)
    } of the digits wrong`,
    row("this run, by the notebook's score", formatCount(stage2.test.labelInformedErrors)),
    row("the same models, without the label in the scorer", formatCount(stage2.test.labelFreeErrors)),
  );
});

Deno.test("docs/method.md: what the controls found, and one image's winners", async () => {
  const { audit } = await sample("both");
  assert.ok(audit);
  const text = plain(read("docs/method.md"));
  for (const { name, observed } of audit.controls) {
    const cells = text.slice(text.indexOf(`| ${name} |`)).split(" | ").slice(0, 6);
    if (name === "signature check") assert.equal(cells[3], `${observed.refusals} of 3`);
    else {
      assert.equal(cells[3], percent(observed.labelFreeAccuracy!), name);
      assert.equal(cells[5], percent(observed.labelInformedAccuracy!).replace("100.00", "100"), name);
    }
  }
  const { cosines, label } = audit.examples.find(({ testIndex }) => testIndex === 1)!;
  const own = freeScores(cosines);
  assert.deepEqual([label, winnerOf(informedScores(cosines, 5))], [2, 5]);
  assert.ok(Math.min(...own) > 0.6 && Math.max(...own) < 1);
  assert.deepEqual(Array.from({ length: 10 }, (_, told) => winnerOf(informedScores(cosines, told))), [
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    9,
    8,
    9,
  ]);
});

Deno.test("docs/method.md and README.md: what is left of the corrected protocol, class by class", async () => {
  const { corrected } = await sample("corrected");
  const { publishedSeedsSummary: seeds } = await sample("seeds-0-9");
  assert.ok(corrected && seeds);
  const { stage1, stage2, pseudoLabels } = corrected;
  const right = (errors: number, images: number) =>
    `${formatCount(images - errors)} (${formatShare(images - errors, images)})`;
  const { selected, wrong, byClass, precisionByClass, confusion } = pseudoLabels;
  const share = (digit: number) => formatShare(byClass[digit]!, selected, 0);
  const seedRates = seeds.stage1TestLabelFreeErrors!;
  const rightOf = (errors: number) => formatRate(1 - errors / 10_000, 1);
  says(
    "docs/method.md",
    row("stage 1, 10,000 test images", right(stage1.test.labelFreeErrors, stage1.test.images)),
    row(
      `its pseudo-labels: ${formatCount(selected)} of ${formatCount(corrected.settings.trainImages)} images kept`,
      right(wrong, selected),
    ),
    row(
      "stage 2, trained on these pseudo-labels, test images",
      right(stage2.test.labelFreeErrors, stage2.test.images),
    ),
    `over ten seeds ${rightOf(seedRates.mean)} of the test images are right, ` +
      `${percentDigits(1 - seedRates.maximum / 10_000, 1)} to ${rightOf(seedRates.minimum)}`,
    `${share(7)} of all pseudo-labels say 7, and ${share(0)} say 0`,
    ...byClass.map((images, digit) => {
      const taken = confusion.map((from, truth) => truth === digit ? 0 : from[digit]!);
      const most = Math.max(...taken);
      const ownImages = confusion[digit]!.reduce((sum, count) => sum + count);
      return row(
        String(digit),
        formatCount(images),
        formatRate(precisionByClass[digit]!, 1),
        `${taken.indexOf(most)} (${formatCount(most)})`,
        formatShare(confusion[digit]![digit]!, ownImages, 1),
      );
    }),
    row("the notebook's method, stage 2, as corrected", formatCount(stage2.test.labelFreeErrors)),
  );
  says(
    "README.md",
    row("the notebook without the label in its selection either", formatCount(stage2.test.labelFreeErrors)),
  );
  assert.deepEqual(pseudoLabels.coverageByClass, Array(10).fill(1));
  assert.equal(torch.stage1.train.label_free_selected, selected);
  assert.ok(stage2.test.labelFreeErrors > stage1.test.labelFreeErrors);
  assert.deepEqual(corrected.labelledTrainIndices, (await sample("both")).published?.labelledTrainIndices);
});

const percentRange = ({ mean, minimum, maximum }: SampleSummary) =>
  `${percent(mean)} (${percentDigits(minimum)} to ${percentDigits(maximum)})`;

/** Test errors of a leak-free record's draws, as fractions: of preset and vote, of the vote alone, of each network alone. */
async function leakFreeRates(name: string) {
  const { leakFree } = await sample(name);
  assert.ok(leakFree);
  const { draws, testImages } = leakFree;
  const summary = (errors: readonly number[]) => summariseSample(errors.map((count) => count / testImages));
  return {
    leakFree,
    preset: summary(draws.map(({ testErrors }) => testErrors)),
    vote: summary(draws.map(({ graphTestErrors }) => graphTestErrors)),
    networks: draws.flatMap(({ memberTestErrors }) => memberTestErrors),
    summary,
  };
}

Deno.test("README.md, docs/leak_free.md, docs/method.md: errors of the leak-free method", async () => {
  const { leakFree: own } = await sample("both");
  const { leakFree: ten, preset, vote, networks, summary } = await leakFreeRates("leak-free-8500");
  const { leakFree: before } = await sample("leak-free-3000");
  const { leakFree: wide } = await sample("leak-free-gpu-3000");
  assert.ok(own && before && wide);
  const counts = ({ mean }: SampleSummary) => (10_000 * mean).toFixed(1);
  const cells = ({ mean, meanInterval, median, minimum, maximum }: SampleSummary) => [
    `${percent(mean)} (${percentDigits(meanInterval!.lower)} to ${percent(meanInterval!.upper)})`,
    percent(median),
    `${percentDigits(minimum)} to ${percent(maximum)}`,
  ];
  const [first] = own.draws;
  const errors = ten.draws.map(({ testErrors }) => testErrors);
  says(
    "README.md",
    row("the leak-free method, 100 labels, the notebook's own draw", String(first!.testErrors)),
    row("the same, mean of ten draws", counts(preset)),
    row("those ten without a network", counts(vote)),
    row("no label at all, without a network, mean of ten seeds", counts((await leakFreeRates("leak-free-none")).vote)),
    `The ten draws, seeds 8500 to 8509, lie between ${Math.min(...errors)} and ${Math.max(...errors)} errors`,
  );
  says(
    "docs/method.md",
    row("ours, from the notebook's own 100 images", String(first!.testErrors)),
    row("ours, mean of ten draws that influenced nothing", counts(preset)),
  );
  const bold = cells(preset);
  says(
    "docs/leak_free.md",
    row("**preset `laptop`: neighbours and a network**", bold[0]!.replace(/^\S+ %/, "**$&**"), ...bold.slice(1)),
    row("neighbours alone, as in preset `graph`", ...cells(vote)),
    row("the network alone", ...cells(summary(networks))),
    row("spreading and the vote, neighbours by pixels alone", ...cells(summary(ten.baselines.pixelGraphTestErrors))),
    row("the nearest labelled image by pixels", ...cells(summary(ten.baselines.nearestPixelsTestErrors))),
    `${wide.draws[0]!.testErrors} errors in 10,000, where \`laptop\` had ${before.draws[0]!.testErrors} and the vote ` +
      `alone ${before.draws[0]!.graphTestErrors}`,
  );
  assert.deepEqual(ten.draws.map(({ drawSeed }) => drawSeed), Array.from({ length: 10 }, (_, i) => 8500 + i));
});

Deno.test("README.md and docs/leak_free.md: error against labels", async () => {
  for (
    const [labels, name] of [
      ["0", "leak-free-none"],
      ["1", "leak-free-8100-one"],
      ["2", "leak-free-8200-two"],
      ["5", "leak-free-8300-five"],
      ["10", "leak-free-8500"],
      ["50", "leak-free-8400-fifty"],
    ] as const
  ) {
    const { leakFree, preset, vote, networks } = await leakFreeRates(name);
    assert.equal(String(leakFree.draws[0]!.labelledTrainIndices[0]?.length ?? 0), labels);
    const cells = [labels, String(leakFree.draws.length), percentRange(vote)];
    if (networks.length > 0) cells.push(percentRange(preset));
    for (const path of ["README.md", "docs/leak_free.md"]) says(path, row(...cells));
  }
  const { leakFree } = await leakFreeRates("leak-free-8400-fifty");
  const { allLabelsTestErrors, labelSpreadingTestErrors, poissonTestErrors } = leakFree.baselines;
  const mean = (errors: readonly number[]) => percent(summariseSample(errors).mean / leakFree.testImages);
  for (const path of ["README.md", "docs/leak_free.md"]) {
    says(path, row("all", "1", percent(allLabelsTestErrors! / leakFree.testImages)));
  }
  says(
    "docs/leak_free.md",
    `label spreading as published gets ${mean(labelSpreadingTestErrors!.graph)} on this graph and ` +
      `${mean(labelSpreadingTestErrors!.pixels)} on one by pixels, Poisson learning ${
        mean(poissonTestErrors!.graph)
      } and ` +
      `${mean(poissonTestErrors!.pixels)}`,
  );
});

Deno.test("lib/kernels/README.md: what kernels and whole processes take", async () => {
  const bench = await readBench(join(ROOT, "reports/sample/bench"));
  const masked = await readBench(join(ROOT, "reports/sample/bench-avx512"));
  assert.ok(bench.peer && bench.kernels.length > 10);
  assert.ok(bench.provenance.adapter.driverSettings && !masked.provenance.adapter.driverSettings);
  const workOf = ({ kernels, passes }: typeof bench, name: string): WorkRecord =>
    [...kernels, ...passes].find((work) => work.name === name)!;
  const micros = (record: typeof bench, name: string) => workOf(record, name).cpuMicroseconds!.median.toFixed(1);
  const share = (name: string) => formatShare(workOf(bench, name).cpuShareOfCeiling!, 1, 0);
  const bold = (text: string) => `**${text}**`;
  const names = ["layer 1 forward", "layer 2 forward", "layer 2 weight gradient", "layer 2 input gradient"];
  const wall = ({ microseconds, shareOfCeiling }: WorkRecord) => [
    microseconds.median.toFixed(1),
    formatShare(shareOfCeiling!, 1, 0),
  ];
  const [step, stepShare] = wall(workOf(bench, "training step"));
  const [scoring, scoringShare] = wall(workOf(bench, "scoring"));
  const { coldMs, warmMs, peerMs, coldRatio, warmRatio } = bench.peer;
  const seconds = (spread: typeof coldMs) =>
    `${(spread.median / 1000).toFixed(1)} s (${(spread.min / 1000).toFixed(1)} to ${(spread.max / 1000).toFixed(1)})`;
  const ratio = ({ median, min, max }: typeof coldRatio) =>
    `${median.toFixed(3)} (${min.toFixed(3)} to ${max.toFixed(3)})`;
  says("README.md", "the published run takes a third of the time that the notebook takes with PyTorch");
  assert.ok(coldRatio.max < 1 / 3);
  says(
    "lib/kernels/README.md",
    ...[...names, "layer 1 weight gradient", "layers 1 and 2 forward, scoring"].map((name) =>
      row(name, micros(bench, name), share(name), micros(masked, name))
    ),
    ...["training step", "scoring"].map((name) =>
      row(bold(name), bold(micros(bench, name)), bold(share(name)), micros(masked, name))
    ),
    `a training step takes ${step} µs an image and member (${stepShare} of the ceiling), scoring ${scoring} (${scoringShare})`,
    `${seconds(coldMs)} without a shader cache, ${seconds(warmMs)} with one; the notebook under PyTorch 1.13 with ` +
      `two threads ${seconds(peerMs)}. That is ${ratio(coldRatio)} and ${ratio(warmRatio)} of its time`,
  );
});

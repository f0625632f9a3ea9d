import assert from "node:assert/strict";
import { headOfSet } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import { NOTEBOOK_ARCHITECTURE } from "../../lib/ensemble/architecture.ts";
import { decodePublishedWeights } from "../../lib/ensemble/published_weights.ts";
import { parsePictures } from "../../lib/record/pictures.ts";
import { RunRecord } from "../../lib/record/record.ts";
import { scoreBothWays } from "../../lib/score/confusion.ts";
import { ReferenceScorer } from "../../lib/infer/reference_scorer.ts";
import { exists, runTask, startTask, withNewFolder } from "./tasks.ts";

Deno.test("reproduce --quick leaves a valid record and a report that say that it was quick", async () => {
  await withNewFolder(async (out) => {
    const { code, stdout, stderr } = await runTask("reproduce", ["--quick", "--protocol", "published", "--out", out]);
    assert.equal(code, 0, stderr);
    const record = RunRecord.parse(JSON.parse(await Deno.readTextFile(`${out}/run.json`)));
    const { provenance, published } = record;
    assert.equal(provenance.quick, true);
    assert.deepEqual(provenance.optionsSet.toSorted(), ["out", "protocol", "quick"]);
    assert.equal(provenance.dataset.name, "MNIST");
    assert.ok(provenance.adapter && provenance.kernelPlan);
    assert.ok(published);
    for (const stage of [published.stage1, published.stage2]) {
      stage.lossByTry.forEach((losses, digit) => {
        assert.equal(losses.length, stage.tries[digit]);
        assert.equal(Math.min(...losses), stage.winningLoss[digit]);
        assert.equal(stage.lossCurve[digit]!.at(-1), stage.winningLoss[digit]);
      });
      for (const scores of [stage.train, stage.test]) {
        for (const matrix of [scores.labelInformedConfusion, scores.labelFreeConfusion]) {
          assert.equal(matrix.flat().reduce((total, count) => total + count), scores.images);
        }
      }
    }
    // The leak, as it shows even in a quick run: the same models, with and without the label.
    assert.ok(published.stage2.test.labelInformedErrors < 0.1 * published.stage2.test.images);
    assert.ok(published.stage2.test.labelFreeErrors > 0.2 * published.stage2.test.images);
    assert.match(stdout, /^Quick run/);
    const html = await Deno.readTextFile(`${out}/index.html`);
    assert.match(html, /[Qq]uick run/);
    assert.match(html, /<section id="try-it"/, "the run’s models are in its report");
    assert.match(html, /<section id="pictures"/, "and so are its digits");
    const pictures = parsePictures(await Deno.readTextFile(`${out}/pictures.json`), "pictures.json");
    const labelled = pictures.notebook!.galleries.find(({ kind }) => kind === "labelled");
    assert.deepEqual(labelled?.indices, published.labelledTrainIndices.flat());
    const redrawn = await runTask("report", [out]);
    assert.equal(redrawn.code, 0, redrawn.stderr);
    assert.ok(await Deno.readTextFile(`${out}/index.html`) === html, "the folder alone gives the same report");
    const weights = decodePublishedWeights(
      NOTEBOOK_ARCHITECTURE,
      10,
      await Deno.readFile(`${out}/weights.safetensors`),
      "weights",
    );
    assert.deepEqual(weights?.permutations.stage2, published.stage2.labelVectorPermutation);
    // The file's models and label vectors belong together, and answer no worse than the record says.
    const { images, labels } = headOfSet((await loadMnistPackage()).test, 100);
    const scorer = new ReferenceScorer(NOTEBOOK_ARCHITECTURE);
    const { models, labelVectors } = weights!;
    const cosines = await scorer.cosines(images, models, labelVectors);
    assert.ok(scoreBothWays(cosines, labels).labelInformedErrors <= published.stage2.test.labelInformedErrors);

    const again = await runTask("reproduce", ["--quick", "--out", out]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /not empty; choose another one, or pass --force/);
  });
});

for (
  const [args, message] of [
    [["--sed", "1"], /--sed.*--seed/s],
    [["--seed", "minus"], /--seed.*minus/s],
    [["--seed"], /--seed/],
    [["--backend", "abacus"], /--backend.*abacus.*webgpu.*cpu/s],
    [["somewhere"], /somewhere/],
  ] as const
) {
  Deno.test(`reproduce ${args.join(" ")} is a usage error in one message`, async () => {
    const { code, stderr } = await runTask("reproduce", args);
    assert.equal(code, 2);
    assert.match(stderr, message);
    assert.doesNotMatch(stderr, /^\s+at /m);
  });
}

Deno.test("unreadable data ends with one message, exit code 1 and no folder", async () => {
  await withNewFolder(async (out) => {
    const { code, stderr } = await runTask("reproduce", ["--data-dir", `${out}-missing`, "--out", out]);
    assert.equal(code, 1);
    assert.match(stderr, /-missing/);
    assert.doesNotMatch(stderr, /^\s+at /m);
    assert.equal(await exists(out), false);
    const debug = await runTask("reproduce", ["--data-dir", `${out}-missing`, "--out", out, "--debug"]);
    assert.match(debug.stderr, /^\s+at /m);
  });
});

Deno.test("an output path with a file in the way is refused before any work", async () => {
  await withNewFolder(async (out) => {
    await Deno.writeTextFile(out, "in the way");
    const { code, stderr } = await runTask("reproduce", ["--quick", "--out", out]);
    assert.equal(code, 1);
    assert.match(stderr, /in the way, wanted a folder/);
    assert.equal(await Deno.readTextFile(out), "in the way");
  });
});

Deno.test("a machine without an adapter is told what to install, and nothing is written", async () => {
  await withNewFolder(async (out) => {
    const nowhere = { VK_DRIVER_FILES: "/nonexistent", VK_ICD_FILENAMES: "/nonexistent" };
    const { code, stderr } = await runTask("reproduce", ["--quick", "--out", out], nowhere);
    assert.equal(code, 1);
    assert.match(stderr, /Looking for a WebGPU adapter: found none, wanted one/);
    assert.match(stderr, /mesa-vulkan-drivers/);
    assert.equal(await exists(out), false);
    const doctor = await runTask("doctor", [], nowhere);
    assert.equal(doctor.code, 1);
    assert.match(doctor.stdout, /MISSING WebGPU adapter/);
    assert.match(stderr, /^ {2}what to do: Or pass --backend cpu, which is slow$/m);
    const bench = await runTask("bench", ["--out", out], nowhere);
    assert.match(bench.stderr, /found none, wanted one/);
    for (const text of [doctor.stdout, bench.stderr]) assert.doesNotMatch(text, /--backend/);
  });
});

Deno.test("Ctrl-C before anything is done ends a run at once and leaves nothing", async () => {
  await withNewFolder(async (out) => {
    const task = startTask("reproduce", ["--quick", "--out", out]);
    const output = task.output();
    while (!await exists(`${out}/checkpoint/request.json`)) await new Promise((resolve) => setTimeout(resolve, 20));
    task.kill("SIGINT");
    const { code, signal } = await output;
    assert.ok(code === 130 || signal === "SIGINT", `code ${code}, signal ${signal}`);
    while (await exists(`${out}/checkpoint/lock`)) await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(await exists(out), false);
  });
});

Deno.test("--help lists every option", async () => {
  const { code, stdout } = await runTask("reproduce", ["--help"]);
  assert.equal(code, 0);
  for (
    const flag of [
      "--seed",
      "--out",
      "--data-dir",
      "--backend",
      "--resume",
      "--wave-width",
      "--quick",
      "--force",
      "--debug",
    ]
  ) {
    assert.ok(stdout.includes(flag), flag);
  }
});

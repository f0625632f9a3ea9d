/** A person's own pictures, classified as a process by what a small run learned. */
import assert from "node:assert/strict";
import { encode } from "fast-png";
import { headOfSet, IMAGE_PIXELS } from "../../lib/data/dataset.ts";
import { loadMnistPackage } from "../../lib/data/mnist_package.ts";
import type { Picture } from "../../lib/pictures/picture.ts";
import { RunRecord } from "../../lib/record/record.ts";
import { writeDataset } from "../data/dataset_files.ts";
import { drawn, painted } from "../pictures/drawn_pictures.ts";
import { jpegFile } from "../pictures/jpeg_file.ts";
import { ROOT, runTask, withNewFolder } from "./tasks.ts";

const WHITE = [255, 255, 255, 255];

function png({ width, height, rgba }: Picture): Uint8Array {
  return encode({ width, height, data: rgba, channels: 4, depth: 8 });
}

/** The digit that the task says of each file, and the paragraphs. */
function answersOf(stdout: string): [file: string, digit: number][] {
  return [...stdout.matchAll(/^(\S+): (\d)$/gm)].map(([, file, digit]) => [file!.split("/").at(-1)!, Number(digit)]);
}

async function recordOf(out: string): Promise<RunRecord> {
  return RunRecord.parse(JSON.parse(await Deno.readTextFile(`${out}/run.json`)));
}

Deno.test("predict reads a person's pictures by vote and network, whatever their colours, and refuses what it cannot use", async () => {
  const mnist = await loadMnistPackage();
  const [train, test] = [headOfSet(mnist.train, 1_500), headOfSet(mnist.test, 100)];
  // The first seven, two and nought of the test set.
  const [seven, two, nought] = [0, 1, 3].map((i) =>
    mnist.test.images.pixels.subarray(i * IMAGE_PIXELS, (i + 1) * IMAGE_PIXELS)
  );
  const ring = painted(320, 240, (x, y) => {
    const radius = Math.hypot((x - 150) / 60, (y - 120) / 80);
    return Math.abs(radius - 1) < 0.1 ? [30, 40, 160, 255] : [245, 240, 225, 255];
  });
  const stroke = painted(200, 300, (x, y) => y > 60 && y < 240 && Math.abs(x - 110) < 6 ? WHITE : [20, 60, 30, 255]);
  const onWhite = drawn(two!, { scale: 9, margin: 60, background: WHITE, ink: [60, 20, 20, 255] });
  const jpegBytes = await jpegFile(onWhite, 80);
  await withNewFolder(async (folder) => {
    await writeDataset(`${folder}/data`, train, test);
    const out = `${folder}/run`;
    const cache = ["--cache-dir", `${folder}/cache`];
    const trained = await runTask("reproduce", [
      ...["--protocol", "leak-free", "--preset", "laptop", "--quick", "--steps", "60", "--baselines"],
      ...["--data-dir", `${folder}/data`],
      ...cache,
      ...["--out", out],
    ]);
    assert.equal(trained.code, 0, trained.stderr);

    const { draws: [draw], baselines } = (await recordOf(out)).leakFree!;
    assert.deepEqual([draw!.preset, draw!.members, draw!.steps, draw!.parameters], ["laptop", 1, 60, 33_546]);
    assert.equal(draw!.memberTestErrors.length, 1);
    assert.ok(draw!.lossCurves[0]!.at(-1)! < draw!.lossCurves[0]![0]!);
    const alone = [baselines.labelledAloneTestErrors, baselines.labelledAloneUnbentTestErrors];
    assert.ok(alone.every((errors) => errors?.length === 1 && errors[0]! < 60), `errors of 100: ${alone}`);

    const pictures: [name: string, bytes: Uint8Array][] = [
      ["small-seven.png", png(drawn(seven!))],
      ["two.jpg", new Uint8Array(jpegBytes)],
      ["clear-nought.png", png(drawn(nought!, { scale: 4, margin: 7, background: [0, 0, 0, 0], ink: [0, 0, 0, 255] }))],
      ["drawn-nought.png", png(ring)],
      ["drawn-one.png", png(stroke)],
    ];
    for (const [name, bytes] of pictures) await Deno.writeFile(`${folder}/${name}`, bytes);
    const files = pictures.map(([name]) => `${folder}/${name}`);
    const { code, stdout, stderr } = await runTask("predict", [...files, "--run", out, ...cache]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(answersOf(stdout), pictures.map(([name], i) => [name, [7, 2, 0, 0, 1][i]]));
    assert.equal(stdout.match(/the neighbours say \d \(.* %\), the network says \d \(.* %\)$/gm)?.length, 5);
    assert.equal(stdout.match(/^ {4}\d {2}#\d+ +distance \d\.\d\d, weight 0\.\d\d$/gm)?.length, 50);
    assert.match(stdout, /[▀▄█▌▐▙▛▜▟]{2}/);
    assert.match(stderr, /among 1500 training images, /);
    assert.doesNotMatch(stderr, /their own found first/, "the run left what the search needs");

    const refusals: [args: string[], code: number, message: RegExp][] = [
      [[files[0]!, "--run", out, "--draw", "1"], 2, /^error: Reading --draw: found draw 1, wanted 0 to 0\n/],
      [["--run", out], 2, /found no FILE…, wanted one\n/],
      [[`${ROOT}deno.json`, "--run", out], 1, /deno\.json: found no picture that can be read/],
      [
        [files[0]!, "--run", `${ROOT}reports/sample/published`],
        1,
        /found no leak-free part, wanted a run of \.\/tenshot/,
      ],
      [
        [files[0]!, "--run", out, "--data-dir", `${ROOT}tests/fixtures/fashion`],
        1,
        /found other training images \(SHA-256 [0-9a-f]{12}…\), wanted those of the run/,
      ],
    ];
    for (const [args, wanted, message] of refusals) {
      const refused = await runTask("predict", args);
      assert.deepEqual([refused.code, refused.stdout], [wanted, ""], refused.stderr);
      assert.match(refused.stderr, message);
    }
    const partly = await runTask("predict", [`${ROOT}deno.json`, files[3]!, "--run", out, ...cache, "--json"]);
    assert.equal(partly.code, 1, "one file was refused");
    assert.match(partly.stderr, /error: Reading .*deno\.json: found no picture that can be read/);
    const { pictures: answered, refused } = JSON.parse(partly.stdout);
    assert.deepEqual(answered.map(({ answer }: { answer: { digit: number } }) => answer.digit), [0]);
    assert.deepEqual(refused.map(({ fileName }: { fileName: string }) => fileName), [`${ROOT}deno.json`]);
    await Deno.remove(`${out}/weights.safetensors`);
    const bare = await runTask("predict", [files[0]!, "--run", out]);
    assert.equal(bare.code, 1);
    assert.match(bare.stderr, /found no weights\.safetensors, wanted it beside run\.json/);
  });
});

import assert from "node:assert/strict";
import { blockPicture } from "../../lib/report/block_picture.ts";
import { predictionsText, SURE_MEANING } from "../../lib/report/predict_text.ts";

Deno.test("blockPicture() fills the quarters of a character that have ink", () => {
  const image = new Uint8Array(784);
  // Sixteen 2x2 blocks in the first rows and the next ones: every pattern once.
  for (let pattern = 0; pattern < 16; pattern++) {
    const [row, column] = [2 * Math.floor(pattern / 14), 2 * (pattern % 14)];
    for (let quarter = 0; quarter < 4; quarter++) {
      if (pattern >> quarter & 1) image[(row + (quarter >> 1)) * 28 + column + (quarter & 1)] = 200;
    }
  }
  image[27 * 28 + 27] = 95;
  const lines = blockPicture(image);
  assert.equal(lines.length, 14);
  assert.ok(lines.every((line) => line.length === 14));
  assert.equal(lines[0], " ▘▝▀▖▌▞▛▗▚▐▜▄▙");
  assert.equal(lines[1]!.trimEnd(), "▟█");
  assert.equal(lines[13]!.trim(), "", "faint ink is not drawn");
});

Deno.test("predictionsText() says the digit, how sure, who says so and why", () => {
  const image = new Uint8Array(784).fill(255, 28 * 10, 28 * 12);
  const neighbours = Array.from({ length: 10 }, (_, i) => ({
    trainIndex: 59_990 + i,
    pseudoLabel: i === 9 ? 1 : 7,
    weight: 0.5 - i / 100,
    distance: 0.6 + i / 10,
    image,
  }));
  const picture = {
    fileName: "mine.png",
    image,
    answer: { digit: 7, share: 0.9876 },
    runnerUp: { digit: 1, share: 0.01 },
    vote: { digit: 7, share: 0.95 },
    farness: 1,
    neighbours,
  };
  const run = { preset: "graph", drawSeed: 0, namedForScoring: false, members: 0, refused: [], looksSwapped: false };
  const text = predictionsText({ ...run, pictures: [picture, { ...picture, fileName: "other.png" }] });
  const lines = text.split("\n");
  assert.equal(lines[0], "mine.png: 7");
  assert.equal(lines[1], "  98.8 % sure; next 1 (1.0 %); the neighbours say 7 (95.0 %)");
  assert.equal(lines[3], `  ${new Array(5).fill("█".repeat(14)).join("  ")}`, "no empty rows above");
  assert.equal(lines[4], "  as it is seen   7  #59990       7  #59991       7  #59992       7  #59993");
  assert.equal(lines.filter((line) => /^ {4}7 {2}#5999\d {2}distance/.test(line)).length, 18);
  assert.ok(lines.includes("    1  #59999  distance 1.50, weight 0.41"));
  assert.ok(lines.includes("other.png: 7"));
  assert.equal(lines.at(-1), `By preset graph and the labelled images of seed 0. ${SURE_MEANING}`);
  assert.match(predictionsText({ ...run, drawSeed: null, pictures: [] }), /the labelled images named in a file\. /);
  assert.match(
    predictionsText({ ...run, namedForScoring: true, pictures: [] }),
    /the groups of seed 0, found without a label and named for scoring alone\. /,
  );
  const refusal = (fileName: string) => ({ fileName, reason: `Reading ${fileName}: found a blank picture` });
  const refusing = (refused: { fileName: string; reason: string }[]) =>
    predictionsText({ ...run, pictures: [picture], refused }).split("\n").at(-3);
  assert.equal(refusing([refusal("a.png")]), "1 of 2 files was refused: a.png");
  assert.equal(refusing([refusal("a.png"), refusal("b.png")]), "2 of 3 files were refused: a.png, b.png");
  const networks = { digit: 3, share: 0.5 };
  const both = predictionsText({ ...run, members: 2, pictures: [{ ...picture, networks }] });
  assert.match(both, /the neighbours say 7 \(95\.0 %\), the networks say 3 \(50\.0 %\)$/m);
});

Deno.test("what predict says of its sureness is what the record holds", async () => {
  const text = await Deno.readTextFile(new URL("../../reports/sample/sure/calibration.json", import.meta.url));
  const { testImages, bins }: { testImages: number; bins: { from: number; answers: number; right: number }[] } = JSON
    .parse(text);
  const of = (least: number, below: number) => {
    const chosen = bins.filter(({ from }) => from >= least && from < below);
    const sum = (key: "answers" | "right") => chosen.reduce((total, bin) => total + bin[key], 0).toLocaleString("en");
    return [sum("right"), sum("answers")];
  };
  assert.deepEqual(SURE_MEANING.match(/[\d,]+\d|\d/g), [
    ...[testImages.toLocaleString("en"), "90", ...of(0.9, 1)],
    ...["70", "90", ...of(0.7, 0.9), ...of(0, 0.7)],
  ]);
});

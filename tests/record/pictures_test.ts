import assert from "node:assert/strict";
import { parsePictures, type RunPictures, RunPictures as Schema } from "../../lib/record/pictures.ts";
import { samplePictures } from "../report/sample_pictures.ts";

Deno.test("parsePictures() gives back what was written", () => {
  const pictures = samplePictures();
  assert.deepEqual(parsePictures(JSON.stringify(pictures), "pictures.json"), pictures);
});

Deno.test("parsePictures() says what is wrong with a file, and where", () => {
  assert.throws(() => parsePictures("{", "run/pictures.json"), {
    name: "SyntaxError",
    message: "Reading the pictures run/pictures.json: found something that is not JSON",
  });
  assert.throws(
    () => parsePictures('{"picturesVersion": 2}', "p.json"),
    /^SyntaxError: Reading the pictures p\.json: /,
  );
});

Deno.test("pictures whose lists or places do not fit their sheets are refused", () => {
  const changes: ((pictures: RunPictures) => void)[] = [
    ({ notebook }) => notebook!.galleries[0]!.labels.pop(),
    ({ notebook }) => notebook!.galleries[1]!.values!.push(1),
    ({ notebook }) => notebook!.galleries[0]!.labels[0] = 64,
    ({ notebook }) => Object.assign(notebook!.galleries[0]!, { indices: Array(11).fill(0), labels: Array(11).fill(0) }),
    ({ leakFree }) => leakFree!.cells!.matrices["leak-free"]![0]![0]!.push(30),
    ({ leakFree }) => leakFree!.cells!.matrices["leak-free"]!.pop(),
    ({ leakFree }) => leakFree!.cells!.indices.push(...Array(10).fill(1)),
  ];
  for (const change of changes) {
    const pictures = samplePictures();
    change(pictures);
    assert.ok(!Schema.safeParse(pictures).success, change.toString());
  }
});

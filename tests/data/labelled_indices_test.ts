import assert from "node:assert/strict";
import { readLabelledIndices } from "../../lib/data/labelled_indices.ts";
import { MARKED } from "./marked_text.ts";

/** Image i is of class i % 10. */
const LABELS = Uint8Array.from({ length: 40 }, (_, i) => i % 10);
const rows = (change: (rows: unknown[][]) => unknown = (value) => value) =>
  change(Array.from({ length: 10 }, (_, label): unknown[] => [label, label + 20]));

async function withFile<T>(contents: string | Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const path = await Deno.makeTempFile({ suffix: ".json" });
  try {
    await (typeof contents === "string" ? Deno.writeTextFile(path, contents) : Deno.writeFile(path, contents));
    return await use(path);
  } finally {
    await Deno.remove(path);
  }
}

Deno.test("readLabelledIndices() gives the rows of a sound file", async () => {
  const found = await withFile(JSON.stringify(rows()), (path) => readLabelledIndices(path, LABELS, 10));
  assert.deepEqual(found, rows());
});

Deno.test("readLabelledIndices() reads a file with a byte order mark: UTF-8, UTF-16 of either order", async () => {
  for (const encoding of MARKED) {
    const found = await withFile(encoding(JSON.stringify(rows())), (path) => readLabelledIndices(path, LABELS, 10));
    assert.deepEqual(found, rows());
  }
});

const WRONG: [name: string, value: unknown, error: RegExp][] = [
  ["no array", { rows: [] }, /TypeError.*found a object/],
  ["nine rows", rows((value) => value.slice(1)), /TypeError.*found an array of 9, wanted an array of 10 arrays/],
  ["an empty row", rows((value) => value.with(4, [])), /TypeError.*at class 4, wanted at least one/],
  ["a row that is none", rows((value) => [...value.slice(0, 9), 3] as unknown[][]), /TypeError.*at class 9/],
  ["a fraction", rows((value) => value.with(2, [2.5])), /TypeError.*found 2\.5 at class 2, wanted a whole number/],
  ["text", rows((value) => value.with(2, ["2"])), /TypeError.*found "2" at class 2/],
  [
    "an index beyond the set",
    rows((value) => value.with(3, [43])),
    /RangeError.*found index 43 at class 3, wanted 0 to 39/,
  ],
  ["a negative index", rows((value) => value.with(3, [-7])), /RangeError.*found index -7/],
  ["a repeated index", rows((value) => value.with(5, [5, 5])), /RangeError.*found index 5 twice/],
];

for (const [name, value, error] of WRONG) {
  Deno.test(`readLabelledIndices() refuses ${name}`, async () => {
    await withFile(JSON.stringify(value), async (path) => {
      await assert.rejects(readLabelledIndices(path, LABELS, 10), (thrown: Error) => {
        assert.match(`${thrown.name}: ${thrown.message}`, error);
        assert.ok(thrown.message.includes(path));
        return true;
      });
    });
  });
}

Deno.test("readLabelledIndices() says of a wrong image no more than that it is not of its row's class", async () => {
  const messages = await Promise.all(
    [17, 18].map((index) =>
      withFile(JSON.stringify(rows((value) => value.with(3, [index]))), async (path) => {
        const error: Error = await readLabelledIndices(path, LABELS, 10).then(() => new Error("none"), (thrown) =>
          thrown);
        return error.message.replace(path, "FILE").replace(String(index), "N");
      })
    ),
  );
  assert.equal(messages[0], "Reading labelled indices from FILE: found at class 3 image N, which is not of that class");
  assert.equal(messages[1], messages[0]);
});

Deno.test("readLabelledIndices() names a file that is missing or is not JSON", async () => {
  await assert.rejects(readLabelledIndices("nowhere.json", LABELS, 10), /nowhere\.json: found no such file/);
  await withFile("[[0", (path) => assert.rejects(readLabelledIndices(path, LABELS, 10), SyntaxError));
});

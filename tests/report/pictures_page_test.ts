import assert from "node:assert/strict";
import { renderReport } from "../../lib/report/render.tsx";
import { readRunAssets } from "../../lib/report/run_assets.ts";
import { readRunRecord } from "../../lib/record/read_record.ts";
import { elements, visibleText } from "./html.ts";
import { sampleLeakFree, sampleLeakFreeRecord } from "./sample_leak_free.ts";
import { addSampleMap, samplePictures } from "./sample_pictures.ts";
import { sampleRecord } from "./sample_record.ts";

/** The list beside the text; the menu of narrow screens has the same. */
const contents = (html: string) => elements(elements(elements(html, "nav")[0]!, "ul")[0]!, "a");
const both = () =>
  sampleRecord({
    change: (record) => {
      record.leakFree = sampleLeakFree(2);
      addSampleMap(record);
    },
  });

Deno.test("a run of both protocols shows the pictures of both, one sheet a gallery, and the same labelled digits once", () => {
  const html = renderReport(both(), { pictures: samplePictures() });
  assert.deepEqual(contents(html).filter((title) => title.endsWith(" pictures")), [
    "The notebook’s pictures",
    "Leak-free pictures",
  ]);
  const ids = [...html.matchAll(/<image id="([\w-]+)" href="data:image\/png/g)].map(([, id]) => id!);
  assert.deepEqual(ids.toSorted(), [
    "hardest-sheet",
    "leak-free-pictures-misread-sheet",
    "leak-free-pictures-wrong-sheet",
    "pictures-disputed-sheet",
    "pictures-highest-sheet",
    "pictures-labelled-sheet",
  ]);
  const uses = [...html.matchAll(/<use href="#([\w-]+)"/g)].map(([, id]) => id!);
  assert.deepEqual([...new Set(uses)].toSorted(), ids.toSorted());
  assert.ok(html.includes(
    'aria-label="Training image 1063, a 9, pseudo-label 4, similarity 0.990, read as a 2 without the label"',
  ));
  assert.ok(html.includes('aria-label="Training image 1063, a 9, pseudo-label 4, confidence 0.990"'));
  assert.ok(html.includes('aria-label="Test image 1063, a 9, taken for a 4"'));
  assert.ok(!/undefined|NaN|\[object/.test(visibleText(html)));
});

Deno.test("confusion matrices name their pictures where there are any, and are plain tables where not", () => {
  const named = (html: string) => [...html.matchAll(/data-matrix="([\w-]+)"/g)].map(([, name]) => name!).toSorted();
  const pictures = samplePictures();
  assert.deepEqual(named(renderReport(both(), { pictures })), [
    "leak-free",
    "stage1-free",
    "stage1-informed",
    "stage2-free",
    "stage2-informed",
  ]);
  assert.deepEqual(named(renderReport(both())), []);
  assert.ok(!renderReport(both()).includes('id="run-pictures"'));
  assert.ok(!renderReport(both()).includes("Choose a cell"));
});

Deno.test("the map of digits has its steps as a table, with or without pictures", () => {
  for (const assets of [{}, { pictures: samplePictures() }]) {
    const html = renderReport(both(), assets);
    assert.ok(contents(html).includes("Map of the digits"));
    const rows = elements(html, "tr").map(visibleText);
    for (
      const row of [
        /^Labelled images alone0\.00 %–$/,
        /^Pass 1, 1 step25\.00 %100\.00 %$/,
        /^After the last walk100\.00 %99\.12 %$/,
      ]
    ) {
      assert.ok(rows.some((text) => row.test(text)), String(row));
    }
  }
});

Deno.test("a record without a map, and a folder without pictures, give a page as before", async () => {
  const html = renderReport(sampleLeakFreeRecord());
  assert.ok(
    !contents(html).includes("Map of the digits") && !contents(html).some((title) => title.endsWith(" pictures")),
  );
  const folder = "reports/sample/leak-free-1000";
  const sample = renderReport(await readRunRecord(folder), await readRunAssets(folder));
  assert.ok(contents(sample).includes("Hardest images"));
});

import assert from "node:assert/strict";
import { PICTURES_VERSION, RunPictures } from "../../lib/record/pictures.ts";
import { RunRecord } from "../../lib/record/record.ts";
import { labelResult } from "../../lib/report/label/label_result.ts";
import { summariseLabels } from "../../lib/report/label/label_summary.ts";
import { renderIndex } from "../../lib/report/index/render_index.tsx";
import { runFacts } from "../../lib/report/index/run_facts.ts";
import { renderReport } from "../../lib/report/render.tsx";
import { elements, embeddedRecord, visibleText } from "./html.ts";
import { labelRun, sampleGalleries, sampleLabel } from "./sample_label.ts";

const pictures = RunPictures.parse({ picturesVersion: PICTURES_VERSION, label: sampleGalleries });
/** Nothing is known but pictures. */
const bare = {
  ...sampleLabel,
  refused: [],
  classes: [],
  given: [],
  givenForRefused: 0,
  groups: [{ name: null, pictures: 4, given: [] }],
  communities: [{ pictures: 4, label: null, called: 4, given: [], decidedBy: "nothing" as const }],
  contradicting: [],
  byClass: [],
  doubtful: 0,
  bySureness: [],
};

Deno.test("the page of a person's own pictures shows what there is, with any text for names, and needs no script", () => {
  const record = RunRecord.parse(labelRun());
  const html = renderReport(record, { pictures });
  assert.equal(html, renderReport(record, { pictures }));
  assert.deepEqual(embeddedRecord(html), JSON.parse(JSON.stringify(record)));
  assert.match(html, /script-src &#39;none&#39;|script-src 'none'/);
  const text = visibleText(html);
  assert.match(text, /4 pictures labelled from 2/);
  assert.match(
    text,
    /Checked after the last decision50\.00 % errors1 of 2 pictures that you know95 % interval: 9\.00 to 91\.00/,
  );
  assert.match(
    text,
    /1 error in 2 pictures, 50\.00 % \(95 % interval 9\.00 to 91\.00 %\); 1 of them among those worth/,
  );
  assert.match(text, /1 of the given labels is not what the picture’s group is called/);
  assert.match(text, /A group of 2 pictures holds no given label; it is called <\/script>/);
  assert.match(text, /<bad>\.png ?found a blank picture/);
  assert.match(html, /aria-label="3\.png, shows &lt;\/script>, called ä &amp; b, 51\.0.% sure, next &lt;\/script>"/);
  assert.deepEqual(elements(html, "h2").map(visibleText).slice(-9), [
    "Which to label next",
    "Checked",
    "The least sure",
    "By class",
    "Labels worth a second look",
    "Given labels",
    "What decided",
    "Not used",
    "How it was run",
  ]);
});

Deno.test("without labels, check and pictures the page shows no more than which to label, and no word of truth", () => {
  const { check: _check, ...unchecked } = bare;
  const html = renderReport(RunRecord.parse(labelRun(unchecked)));
  const text = visibleText(html);
  assert.match(text, /Which of 4 pictures to label/);
  assert.match(text, /Nothing is labelled yet\. 1 label would help most/);
  assert.doesNotMatch(text, /errors|Checked|Worth a look|NaN|undefined|null/);
  const { suggestions: _suggestions, ...labelledOnly } = sampleLabel;
  const { check: _truth, ...plain } = labelledOnly;
  assert.doesNotMatch(visibleText(renderReport(labelRun(plain))), /errors|Checked|label next|undefined/);
});

Deno.test("long lists are cut on the page, and it says so", () => {
  const many = <T>(item: T) => Array.from({ length: 1_201 }, () => item);
  const { refused, suggestions } = sampleLabel;
  const html = renderReport(labelRun({
    ...sampleLabel,
    refused: many(refused[0]!),
    suggestions: many(suggestions![0]!),
  }));
  const text = visibleText(html);
  assert.match(text, /Pictures that could not be used: the first 200 of 1,201/);
  assert.match(text, /Why each would help: the first 200 of 1,201/);
  assert.equal(elements(html, "td").filter((cell) => cell.includes("found a blank picture")).length, 200);
});

Deno.test("terminal, programs and the page of many runs are told of labels", () => {
  const record = labelRun();
  const text = summariseLabels(record, sampleLabel, "out");
  assert.match(text, /^Not used: <bad>\.png: found a blank picture$/m);
  assert.match(text, /^2 pictures labelled from 2 labels of 2 classes, by groups that labels name$/m);
  assert.match(text, /^Checked: 1 of 2 wrong, 50\.00 % \(95 % interval 9\.00 to 91\.00 %\)$/m);
  assert.match(text, /^Labels {2}out\/labels\.csv\nTo label next, 1 picture {2}out\/suggestions\.csv$/m);
  const result = labelResult(record, sampleLabel, "out");
  assert.deepEqual([result.labels, result.pictures, result.given], ["out/labels.csv", 4, 2]);
  assert.equal("labels" in labelResult(record, bare, "out"), false);
  const list = { runs: [{ folder: "own", hasReport: true, record }], unreadable: [] };
  assert.match(visibleText(renderIndex(list)), /label ?own pictures, 2 images ?graph ?2 ?1 ?50\.00.% ?50\.00.%/);
  assert.ok(runFacts(record).some(({ name, value }) => name.startsWith("own pictures, checked") && value === 50));
  assert.ok(runFacts(record).some(({ name, value }) => name === "label › check › wrong" && value === 1));
});

import assert from "node:assert/strict";
import { renderSweep } from "../../lib/report/sweep/render_sweep.tsx";
import { SweepRecord } from "../../lib/sweep/sweep_record.ts";
import { sampleSweepRecord } from "../sweep/sample_sweep_record.ts";
import { elements, embeddedRecord, visibleText } from "./html.ts";

Deno.test("a sweep's page says how far it is, sums up each group, and links to its tasks", () => {
  const record = SweepRecord.parse(sampleSweepRecord());
  const html = renderSweep(record);
  assert.equal(html, renderSweep(record));
  assert.deepEqual(embeddedRecord(html), JSON.parse(JSON.stringify(record)));
  const text = visibleText(html);
  assert.match(text, /3 of 6 tasks done/);
  assert.match(text, /Quick runs\. Fewer images/);
  assert.deepEqual(elements(html, "h3").map(visibleText), [
    "labels-per-class=1, preset=graph",
    "labels-per-class=1, preset=laptop",
    "labels-per-class=10, preset=graph",
    "labels-per-class=10, preset=laptop",
  ]);
  // Of two draws of three, by Student's t; of one, by Wilson; and no interval leaves the possible.
  assert.match(text, /Leak-free ?2 of 3 ?450 ?70\.7 ?450 ?400 ?500 ?4\.50 % ?0\.00 to 10\.85 %/);
  assert.match(text, /Leak-free ?1 of 2 ?390 ?– ?390 ?390 ?390 ?3\.90 % ?3\.54 to 4\.30 %/);
  assert.match(text, /several adapters, which round differently: A; B/);
  assert.match(html, /<a href="\.\/tasks\/0003\/index\.html">0003<\/a>/);
  assert.doesNotMatch(html, /tasks\/0004\/index\.html/);
  assert.match(html, /<a href="\.\/logs\/0004\.txt">0004<\/a>/);
  assert.match(text, /0004 ?failed ?n2 ?2 ?killed, perhaps as its memory ran out ?Graph: <10\/100>/);
  assert.match(text, /0002 ?waiting ?n1 ?0 ?Resources/);
});

Deno.test("a sweep's page has a chart for each axis, its own values first", () => {
  const html = renderSweep(sampleSweepRecord());
  const specs = [...html.matchAll(/data-spec="([^"]*)"/g)].map(([, spec]) =>
    JSON.parse(spec!.replaceAll("&quot;", '"').replaceAll("&amp;", "&"))
  );
  assert.deepEqual(specs.map(({ y, labels }) => [y, labels]), [
    ["labels-per-class", ["1 · preset=graph", "1 · preset=laptop", "10 · preset=laptop"]],
    ["preset", ["graph · labels-per-class=1", "laptop · labels-per-class=1", "laptop · labels-per-class=10"]],
  ]);
  const [leakFree, graph] = specs[0].series;
  assert.deepEqual([leakFree.name, leakFree.values], ["Leak-free", [4.5, 3.9, 0.55]]);
  assert.deepEqual(leakFree.ranges[1], [3.538, 4.297]);
  assert.deepEqual(graph.values, [5, 4.6, null]);
  assert.doesNotMatch(renderSweep({ ...sampleSweepRecord(), axes: [], groups: [] }), /id="axes"/);
});

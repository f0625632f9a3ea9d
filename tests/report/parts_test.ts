/** The report's parts on the audit, the corrected protocol and many seeds. */
import assert from "node:assert/strict";
import { NOTEBOOK_FIGURES } from "../../lib/config/published_settings.ts";
import { controlsText } from "../../lib/report/audit_text.ts";
import { freeScores, informedScores, winnerOf } from "../../lib/report/client/digit_scores.ts";
import { renderIndex } from "../../lib/report/index/render_index.tsx";
import { formatCount } from "../../lib/report/format.ts";
import { runFacts } from "../../lib/report/index/run_facts.ts";
import { summarise } from "../../lib/report/summary.ts";
import { renderReport } from "../../lib/report/render.tsx";
import type { RunRecord } from "../../lib/record/record.ts";
import { elements, visibleText } from "./html.ts";
import { sampleAuditRecord, sampleCorrected, sampleSeeds } from "./sample_parts.ts";
import { type SampleChoices, sampleRecord } from "./sample_record.ts";

function sectionOf(html: string, id: string): string {
  return new RegExp(`<section id="${id}"[\\s\\S]*?</section>`).exec(html)?.[0] ?? "";
}

const audited = (failing = false) => sampleRecord({ change: (record) => record.audit = sampleAuditRecord(failing) });
const seeded = (choices: SampleChoices = {}) =>
  sampleRecord({ ...choices, change: (record) => void Object.assign(record, sampleSeeds()) });
const corrected = () =>
  sampleRecord({
    change: (record: RunRecord) => {
      record.corrected = sampleCorrected(record.published!);
      delete record.published;
      record.provenance.options["protocol"] = "corrected";
    },
  });

Deno.test("the audit's section has every control with what was expected and observed", () => {
  const html = renderReport(audited());
  const rows = elements(sectionOf(html, "audit"), "tr").map(visibleText);
  const row = (name: string) => rows.find((text) => text.startsWith(name)) ?? "";
  assert.match(row("Constant ensemble"), /100\.00 % ?100\.00 % ?9\.80 % ?9\.80 % ?pass/);
  assert.match(row("Permuted labels"), /at least 30\.00 % ?98\.76 % ?6\.54 to 13\.16 % ?10\.11 % ?pass/);
  assert.match(row("Signature check"), /3 of 3 refused ?3 of 3 refused ?pass/);
  assert.ok(!/controls failed/.test(visibleText(html)));
});

Deno.test("a control that fails is said aloud, in the report and on the terminal", () => {
  assert.match(
    visibleText(sectionOf(renderReport(audited(true)), "audit")),
    /1 of 3 controls failed: permuted labels\./,
  );
  const text = controlsText(sampleAuditRecord(true));
  assert.match(text, /permuted labels +label-informed +at least 30\.00 % +12\.34 % +FAIL/);
  assert.match(text, /\n1 of 3 controls fail\.$/);
  assert.match(controlsText(sampleAuditRecord()), /All controls hold/);
});

Deno.test("the page begins with a digit whose label is changed; the audit has the answers to every label as a table", () => {
  const audit = sampleAuditRecord();
  const html = renderReport(audited());
  assert.match(html, /<section id="verdict"[\s\S]*?<figure class="digit"[\s\S]*?<section id="audit"/);
  const section = sectionOf(html, "audit");
  const tables = elements(section, "table");
  const answers = elements(tables.at(-1)!, "tr").slice(1).map((row) =>
    elements(row, "td").map(visibleText).map(Number)
  );
  assert.equal(answers.length, 12);
  audit.examples.forEach(({ cosines }, place) => {
    const told = Array.from({ length: 10 }, (_, label) => winnerOf(informedScores(cosines, label)));
    assert.deepEqual(answers[place], [winnerOf(freeScores(cosines)), ...told]);
  });
  // Model 6 is dead, so that the last of the others wins when a 6 is told.
  assert.deepEqual(answers[0], [3, 0, 1, 2, 3, 4, 5, 9, 7, 8, 9]);
  for (const [, source] of html.matchAll(/<img[^>]* src="([^"]*)"/g)) {
    assert.match(source!, /^data:image\/png;base64,/);
  }
  assert.equal([...html.matchAll(/<img[^>]* alt="Test image \d+, a \d"/g)].length, 13);
});

Deno.test("the section on many seeds has every seed's figures, and the notebook's where they compare", () => {
  const html = renderReport(seeded());
  const section = sectionOf(html, "seeds");
  const text = visibleText(section);
  for (const { seed, stage2, pseudoLabels } of sampleSeeds().publishedSeeds) {
    assert.ok(text.includes(String(seed)));
    assert.ok(text.includes(stage2.test.labelFreeErrors.toLocaleString("en-GB")));
    for (const kept of pseudoLabels.byClass) assert.ok(text.includes(kept.toLocaleString("en-GB")));
    for (const loss of stage2.winningLoss) assert.ok(text.includes(loss.toFixed(4)));
  }
  assert.match(
    text,
    /12,000 images that only the label-informed score gets right, 6 that only the label-free one does/,
  );
  assert.match(text, /Pseudo-labels kept ?40,871 ?41,000/);
  assert.match(text, /p ≤ 1\.0e-200/);
  assert.ok(section.includes(`data-reference="${NOTEBOOK_FIGURES.stage1Losses.join(",")}"`));
  assert.match(visibleText(html), /published protocol, seeds 41 to 43/);
  assert.match(
    visibleText(sectionOf(html, "verdict")),
    /Over 3 seeds the test errors are 6 \(3 to 12\) label-informed/,
  );
  assert.ok(!/undefined|NaN(?!,)|\[object/.test(text));

  const elsewhere = sectionOf(renderReport(seeded({ datasetName: "Fashion-MNIST" })), "seeds");
  assert.ok(!elsewhere.includes("data-reference"));
  assert.ok(!visibleText(elsewhere).includes("40,871"));
});

Deno.test("a corrected run's page says how right it is, how good its pseudo-labels are and which class swallows others", () => {
  const record = corrected();
  const html = renderReport(record);
  const { pseudoLabels, stage2 } = record.corrected!;
  assert.deepEqual(elements(html, "h1"), ["The notebook without its leak: 56.8 % right".replace(" %", "\u00a0%")]);
  const text = visibleText(html);
  assert.match(text, /corrected protocol, seed 41/);
  assert.ok(text.includes(`${stage2.test.labelFreeErrors.toLocaleString("en-GB")} errors in 10,000`));
  assert.match(text, /No image was taken for a 7\. The second stage has no model for such a class/);
  const rows = elements(sectionOf(html, "pseudo-labels"), "tr").map(visibleText);
  const precision = (pseudoLabels.precisionByClass[2]! * 100).toFixed(1);
  assert.ok(
    rows.some((row) => row.startsWith("2") && row.includes(`${precision} %`)),
    precision,
  );
  assert.ok(rows.some((row) => /^7 ?0 ?0 ?– ?–/.test(row)));
  assert.ok(!/Claimed|undefined|NaN|\[object/.test(text));
  const ids = [...html.matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]);
  assert.deepEqual(ids, [
    "verdict",
    "pseudo-labels",
    "scores",
    "training",
    "confusion",
    "labelled",
    "timings",
    "settings",
    "provenance",
    "cite",
  ]);
});

Deno.test("the terminal's summary tells of the audit, many seeds and the corrected protocol", () => {
  const record = sampleRecord({
    change: (value) => void Object.assign(value, { audit: sampleAuditRecord(true) }, sampleSeeds()),
  });
  const text = summarise(record, "out");
  assert.match(text, /^Audit {2}2 of 3 controls hold$/m);
  assert.match(text, /^Over 3 seeds {2}6 \(3 to 12\) errors label-informed, 4,000 \(2,000 to 8,000\) label-free/m);
  const { stage1, stage2 } = corrected().corrected!;
  const lines = summarise(corrected(), "out").split("\n");
  assert.match(lines[0]!, new RegExp(`stage 1 +${formatCount(stage1.test.labelFreeErrors)} errors in 10,000`));
  assert.match(lines[1]!, new RegExp(`stage 2 +${formatCount(stage2.test.labelFreeErrors)} errors in 10,000`));
  assert.ok(!/undefined|NaN/.test(lines.join("")));
});

Deno.test("a run some of whose parts failed says which and why, in page, summary and index", () => {
  const failures = [3, 5].map((seed) => ({
    ...{ protocol: "published" as const, seed, reason: `Stage 2: no image of class ${seed} found` },
  }));
  const record = sampleRecord({ change: (record) => Object.assign(record, sampleSeeds(), { failures }) });
  const text = visibleText(renderReport(record));
  for (const { seed, reason } of failures) {
    assert.ok(text.includes(`The published protocol on seed ${seed} failed: ${reason}`), reason);
    assert.match(summarise(record, "out"), new RegExp(`^The published protocol on seed ${seed} failed: .*\\.$`, "m"));
  }
  assert.match(text, /Incomplete\. ?2 parts failed:/);
  assert.match(text, /2 seeds more failed and are left out here/);
  assert.match(text, /seeds \d+ to \d+, 2 of which failed/);
  const index = renderIndex({ runs: [{ folder: "a", hasReport: true, record }], unreadable: [] });
  assert.match(index, /<mark>incomplete<\/mark>: seed 3, seed 5 failed/);
  assert.ok(runFacts(record).some(({ name, value }) => name === "failed" && String(value).includes("on seed 5")));
});

import assert from "node:assert/strict";
import fc from "fast-check";
import { NOTEBOOK_FIGURES } from "../../lib/config/published_settings.ts";
import { NOTEBOOK_LINK } from "../../lib/config/links.ts";
import { renderReport } from "../../lib/report/render.tsx";
import { RunRecord } from "../../lib/record/record.ts";
import { elements, embeddedRecord, mainPart, visibleText } from "./html.ts";
import { sampleRecord } from "./sample_record.ts";

const HOSTILE = [
  `</script><script>alert(1)</script>`,
  `</title></style><!--`,
  `"><img src=x onerror=alert(1)>`,
  `' onmouseover='alert(1)`,
  `&lt;b&gt; &amp; <b>`,
  "\u202Egnp.exe\u2066\u200F",
  "\u2028\u2029",
  "\uD800 alone",
  "{{constructor}} ${1} %s",
  "long ".repeat(2048),
  "unbroken".repeat(1280),
];

/** A record with a text wherever a record holds one that comes from outside. */
function recordWith(text: string): RunRecord {
  return sampleRecord({
    datasetName: text,
    change: ({ provenance }) => {
      provenance.commandLine.push(text);
      provenance.options.dataDir = text;
      provenance.options[text] = text;
      provenance.optionsSet.push("dataDir", text);
      provenance.version = text;
      provenance.commit = text;
      provenance.runtime = { deno: text, v8: text, typescript: text, tfjs: text };
      provenance.os = { name: text, release: text, arch: text, cores: 1 };
      provenance.adapter = {
        description: text,
        vendor: text,
        architecture: text,
        device: text,
        software: false,
        driverSettings: { [text]: text },
      };
      provenance.limits = { [text]: 1 };
      provenance.kernelPlan = { [text]: text };
      provenance.dataset.source = text;
      for (const file of provenance.dataset.files) file.name = text;
    },
  });
}

function tagCounts(html: string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [, name] of html.matchAll(/<([a-z][a-z0-9]*)/gi)) counts[name!] = (counts[name!] ?? 0) + 1;
  return counts;
}

/** A page without its scripts and styles, whose text may hold anything that looks like a tag. */
function markup(html: string): string {
  return html.replace(/(<(script|style)[^>]*>)[\s\S]*?(<\/\2>)/g, "$1$3");
}

Deno.test("renderReport() gives the same bytes for the same record, and does not change it", () => {
  const record = sampleRecord();
  const before = JSON.stringify(record);
  const first = renderReport(record);
  assert.equal(renderReport(RunRecord.parse(JSON.parse(before))), first);
  assert.equal(JSON.stringify(record), before);
});

Deno.test("renderReport() states the verdict with the record's own numbers", () => {
  for (const [informed, free] of [[7, 4321], [31, 2987]] as const) {
    const html = renderReport(sampleRecord({ testInformedErrors: informed, testFreeErrors: free }));
    const grouped = free.toLocaleString("en-GB");
    const [heading] = elements(html, "h1");
    assert.equal(heading, `Claimed: 1 error in 10,000. True: ${grouped}.`);
    const cards = elements(mainPart(html), "li").slice(0, 3).map(visibleText);
    assert.match(cards[0]!, /^Claimed ?1 error ?in 10,000 MNIST test images, 0\.01 %/);
    assert.match(cards[1]!, new RegExp(`${informed} errors ?in 10,000 test images, ${(informed / 100).toFixed(2)} %`));
    assert.match(cards[2]!, new RegExp(`${grouped} errors ?in 10,000 test images, ${(free / 100).toFixed(2)} %`));
    assert.match(visibleText(html), /The true label is an input of the notebook’s prediction/);
    assert.ok(visibleText(html).includes(`get ${grouped} of 10,000 test images wrong`));
  }
});

Deno.test("renderReport() names what the adapter's driver was set by, where something did", () => {
  const set = sampleRecord({
    change: ({ provenance }) => provenance.adapter!.driverSettings = { SAMPLE_CAPS: "some" },
  });
  assert.match(visibleText(renderReport(set)), /Driver set by ?SAMPLE_CAPS=some/);
  assert.ok(!visibleText(renderReport(sampleRecord())).includes("Driver set by"));
});

Deno.test("renderReport() says loudly that a quick run is one", () => {
  const quick = renderReport(sampleRecord({ quick: true, testFreeErrors: 432 }));
  assert.match(elements(quick, "h1")[0]!, /^Quick run: 432 errors in 1,000/);
  assert.match(visibleText(quick), /Quick run\. It used fewer images.*numbers are not the notebook’s/);
  assert.ok(visibleText(quick).indexOf("Quick run.") < visibleText(quick).indexOf("Claimed"));
  assert.ok(!visibleText(renderReport(sampleRecord())).includes("Quick run."));
});

Deno.test("renderReport() sets the notebook's figures beside a run only where they compare", () => {
  const published = NOTEBOOK_FIGURES.pseudoLabels.toLocaleString("en-GB");
  assert.ok(visibleText(renderReport(sampleRecord())).includes(published));
  const fewerEpochs = sampleRecord({
    change: (record) => {
      record.published!.settings = { ...record.published!.settings, batchSize: 10 };
    },
  });
  for (const record of [sampleRecord({ quick: true }), sampleRecord({ datasetName: "Fashion-MNIST" }), fewerEpochs]) {
    const html = renderReport(record);
    assert.ok(!visibleText(html).includes(published));
    assert.ok(!html.includes("data-reference"));
    assert.ok(!visibleText(html).includes("Notebook claims"));
  }
});

Deno.test("renderReport() claims nothing for another data set than MNIST", () => {
  const html = renderReport(sampleRecord({ datasetName: "Fashion-MNIST" }));
  const text = visibleText(html);
  assert.ok(!html.includes("card claimed"));
  assert.match(elements(html, "h1")[0]!, /^4,321 errors in 10,000 once the label is taken away$/);
  assert.match(
    text,
    /used Fashion-MNIST\. The published notebook’s figure, 1 error in 10,000, is for MNIST; it claims nothing/,
  );
});

Deno.test("renderReport() has the data of every chart as a table", () => {
  const record = sampleRecord();
  const html = renderReport(record);
  const figures = elements(html, "figure");
  assert.equal(figures.length, 7);
  for (const figure of figures) assert.match(figure, /<table[^>]*>[\s\S]*<td>/);
  const text = visibleText(html);
  const { stage1, stage2, labelledTrainIndices } = record.published!;
  for (const { lossByTry } of [stage1, stage2]) {
    for (const loss of lossByTry.flat()) assert.ok(text.includes(loss.toFixed(4)), `loss ${loss}`);
  }
  for (const index of labelledTrainIndices.flat()) assert.ok(html.includes(`<td>${index}</td>`), `index ${index}`);
});

Deno.test("renderReport() shows both confusion matrices of both stages and sets as they are", () => {
  const record = sampleRecord();
  const tables = [...renderReport(record).matchAll(/<table class="confusion"[^>]*>([\s\S]*?)<\/table>/g)].map((
    [table],
  ) => elements(table, "tr").slice(1).map((row) => elements(row, "td").slice(0, 10).map(Number)));
  const { stage1, stage2 } = record.published!;
  const expected = [stage2.test, stage2.train, stage1.test, stage1.train].flatMap((scores) => [
    scores.labelInformedConfusion,
    scores.labelFreeConfusion,
  ]);
  assert.deepEqual(tables, expected);
});

Deno.test("renderReport() shows all provenance, marks the options given and repeats the run", () => {
  const record = sampleRecord();
  const html = renderReport(record);
  const text = visibleText(html);
  const { provenance } = record;
  const facts = [
    provenance.version,
    provenance.commit!,
    "2020-02-03 04:05:06 UTC",
    "2020-02-03 04:06:17 UTC",
    ...Object.values(provenance.runtime),
    "sample-os 1.0, sample64",
    provenance.adapter!.description,
    provenance.adapter!.vendor,
    provenance.adapter!.device,
    "1,234,567,890",
    "layout",
    provenance.dataset.source,
    ...provenance.dataset.files.flatMap((file) => [file.name, file.sha256]),
    "a CPU stood in for a GPU",
    "./tenshot reproduce --seed 41",
  ];
  for (const fact of facts) assert.ok(text.includes(fact), fact);
  assert.deepEqual(elements(html, "mark").map(visibleText), ["41"]);
});

Deno.test("renderReport() shows no section for what a record lacks", () => {
  const record = sampleRecord({
    change: (value) => {
      delete value.published;
      const { provenance } = value;
      for (const name of ["adapter", "limits", "kernelPlan", "commit", "dirty"] as const) delete provenance[name];
      provenance.backend = "cpu";
    },
  });
  const html = renderReport(record);
  assert.deepEqual(elements(html, "h1"), ["A run without results"]);
  assert.deepEqual([...html.matchAll(/<section id="([^"]+)"/g)].map((match) => match[1]), ["provenance", "cite"]);
  assert.ok(!html.includes("<figure"));
  assert.ok(!/undefined|NaN|\[object/.test(visibleText(html)));
});

Deno.test("renderReport() links every entry of its contents to a section", () => {
  const html = renderReport(sampleRecord());
  const targets = [...html.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]!);
  assert.ok(targets.length > 8);
  for (const id of targets) assert.equal([...html.matchAll(new RegExp(` id="${id}"`, "g"))].length, 1, id);
});

Deno.test("renderReport() carries the whole record", () => {
  for (const text of ["plain", ...HOSTILE]) {
    const record = recordWith(text);
    assert.deepEqual(embeddedRecord(renderReport(record)), JSON.parse(JSON.stringify(record)));
  }
});

Deno.test("renderReport() lets no text of a record become markup", () => {
  const expected = tagCounts(markup(renderReport(recordWith("plain"))));
  for (const text of HOSTILE) {
    const html = renderReport(recordWith(text));
    assert.deepEqual(tagCounts(markup(html)), expected, JSON.stringify(text.slice(0, 40)));
    assert.ok(!/<[^>]*\son[a-z]+=/i.test(markup(html)), JSON.stringify(text.slice(0, 40)));
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      // An option of that name would replace another, not add a row.
      fc.pre(!(text in recordWith("plain").provenance.options));
      assert.deepEqual(tagCounts(markup(renderReport(recordWith(`x${text}`)))), expected);
    }),
    { numRuns: 20 },
  );
});

Deno.test("renderReport() isolates text whose direction could reorder the page", () => {
  const text = "\u202Egnp.exe";
  const html = markup(renderReport(recordWith(text)));
  const isolated = html.replace(/<bdi>[\s\S]*?<\/bdi>/g, "").replace(/<title>[\s\S]*?<\/title>/g, "");
  assert.ok(html.includes("\u202E"));
  assert.ok(!isolated.includes("\u202E"));
});

Deno.test("renderReport() asks for no address outside the page and no path of this machine", () => {
  const html = renderReport(sampleRecord());
  const addresses = [...markup(html).matchAll(/\s(?:href|src|action|srcset)="([^"]*)"/g)].map((match) => match[1]!);
  assert.ok(addresses.length > 0);
  // A link to read on is followed by the reader alone.
  for (const address of addresses.filter((address) => address !== NOTEBOOK_LINK)) {
    assert.match(address, /^(?:#|data:,$)/);
  }
  assert.ok(!/url\(|@import|sourceMappingURL/.test(elements(html, "style").join() + elements(html, "script").join()));
  assert.ok(!html.includes("file://"));
  for (const path of [Deno.cwd(), Deno.env.get("HOME"), import.meta.dirname]) {
    // A home folder such as "/" would be found in any page.
    if (path !== undefined && path.length > 1) {
      assert.ok(!new RegExp(`${RegExp.escape(path)}(?![\\w-])`).test(html), path);
    }
  }
});

Deno.test("renderReport() has words for previews of links to it, and says how it is cited", () => {
  const html = renderReport(sampleRecord());
  const meta = (name: string) => new RegExp(`<meta (?:name|property)="${name}" content="([^"]*)"`).exec(html)?.[1];
  assert.equal(meta("og:title"), elements(html, "title")[0]);
  assert.match(
    meta("description")!,
    /^Claimed: 1 error in 10,000\. True: 4,321\. The notebook is given the right digit/,
  );
  assert.equal(meta("og:description"), meta("description"));
  assert.match(visibleText(html), /@misc\{tenshot-\S+, author = \{\{The Tenshot authors\}\}, title = \{Tenshot /);
  assert.ok(html.includes(`<a href="${NOTEBOOK_LINK}">`));
});

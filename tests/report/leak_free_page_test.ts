import assert from "node:assert/strict";
import { renderReport } from "../../lib/report/render.tsx";
import { summarise } from "../../lib/report/summary.ts";
import { elements, embeddedRecord, mainPart, visibleText } from "./html.ts";
import type { RunRecord } from "../../lib/record/record.ts";
import { sampleLeakFree, sampleLeakFreeRecord } from "./sample_leak_free.ts";
import { sampleRecord } from "./sample_record.ts";

Deno.test("a leak-free run's page states error, interval, field, baselines and what was seen", () => {
  const record = sampleLeakFreeRecord();
  const html = renderReport(record);
  const text = visibleText(html);
  assert.deepEqual(elements(html, "h1").map(visibleText), [
    "1.33 % errors (1.23 to 1.43 %) with 100 labels and no leak, median of 3 draws",
  ]);
  const cards = elements(mainPart(html), "li").slice(0, 3).map(visibleText);
  assert.match(
    cards[0]!,
    /^Leak-free, 100 labels ?1\.33 % errors ?in 10,000 test images, median of 3 draws, 1\.23 to 1\.43 %/,
  );
  assert.match(cards[0]!, /The mean is 1\.33.%\. 95 % interval of the mean over draws: 1\.08 to 1\.58 %/);
  assert.match(cards[1]!, /0\.57 % errors.*0\.42 % is reported for EnhancedTGAN/);
  assert.match(cards[2]!, /29\.01 % errors/);
  for (
    const fact of [
      "100 labels and 60,000 training images",
      "roughly equally frequent",
      "EnhancedTGAN",
      "0.795 ± 0.098",
      "about 0.9 to 1",
      "seed 2002",
      "The same network, on the labelled images alone",
      "The same network, on the labelled images alone, none of them bent",
      "Ceiling: the neighbours’ vote, given all training labels",
      "345,678 pairs",
      "98.76 %",
      "standard deviation between them 0.100 %",
    ]
  ) assert.ok(text.includes(fact), fact);
  assert.deepEqual(embeddedRecord(html), JSON.parse(JSON.stringify(record)));
  assert.ok(!/undefined|NaN|\[object/.test(text));
});

Deno.test("a leak-free run's page shows coverage and precision of both passes at every confidence", () => {
  const html = renderReport(sampleLeakFreeRecord());
  const rows = elements(html, "tr").map((row) => elements(row, "td").map(visibleText));
  const { first, second } = sampleLeakFree(1).draws[0]!.pseudoLabels;
  for (const key of ["coverage", "precision"] as const) {
    first.byConfidence.forEach((level, place) => {
      const cell = (rate: number | null) => rate === null ? "–" : `${(100 * rate).toFixed(2)} %`;
      const wanted = [level[key], second.byConfidence[place]![key]].map(cell).join();
      assert.ok(rows.some((row) => row.join() === wanted), `${key}, level ${place}: ${wanted}`);
    });
  }
});

Deno.test("a leak-free run's page shows its hardest images as parts of one picture inside the page", () => {
  const html = renderReport(sampleLeakFreeRecord());
  const addresses = [...html.matchAll(/\shref="([^"]*)"/g)].map((match) => match[1]!);
  const pictures = addresses.filter((address) => address.startsWith("data:image/png;base64,"));
  assert.equal(pictures.length, 1);
  assert.deepEqual([...Uint8Array.fromBase64(pictures[0]!.split(",")[1]!).subarray(1, 4)], [0x50, 0x4e, 0x47]);
  const parts = [...html.matchAll(/<svg class="picture" viewBox="(\d+) (\d+) 28 28"/g)].map(([, x, y]) => [+x!, +y!]);
  assert.equal(parts.length, 4 * 6);
  assert.deepEqual(parts.slice(0, 4), [[0, 0], [28, 0], [56, 0], [0, 28]]);
  assert.ok(html.includes('aria-label="Test image 701, a 9 taken for a 4"'));
  assert.ok(visibleText(html).includes("3 (true: 9)"));
  assert.match(visibleText(html), /the 5 nearest of the 10 training images that voted/);
});

Deno.test("the cell with the most errors is told as what it is, where classes are digits, and all that voted", () => {
  const withCell = (datasetName: string) =>
    visibleText(renderReport(sampleLeakFreeRecord({
      datasetName,
      change: ({ leakFree }) => {
        for (const draw of leakFree!.draws) draw.confusion[1]![2] = 99;
        leakFree!.draws.forEach((draw) => draw.testErrors = 200);
        for (const image of leakFree!.hardest!.images) {
          image.neighbours = [...image.neighbours, ...image.neighbours];
        }
      },
    })));
  const mnist = withCell("MNIST");
  assert.match(mnist, /Most often a 1 is taken for a 2: 297 of 600 errors\. A 1 with a serif and a foot/);
  assert.match(mnist, /all 10 training images that voted/);
  assert.doesNotMatch(withCell("Fashion-MNIST"), /serif/);
});

Deno.test("the field's figures stand beside MNIST with as many labels only, and not beside quick runs", () => {
  const fewer = sampleLeakFreeRecord({
    change: ({ leakFree }) => {
      for (const draw of leakFree!.draws) {
        draw.labelledTrainIndices = draw.labelledTrainIndices.map((row) => row.slice(1));
      }
    },
  });
  for (
    const record of [
      sampleLeakFreeRecord({ datasetName: "Fashion-MNIST" }),
      fewer,
      sampleLeakFreeRecord({ quick: true }),
    ]
  ) assert.ok(!renderReport(record).includes("EnhancedTGAN"));
  const withLabels = (perClass: number) =>
    visibleText(renderReport(sampleLeakFreeRecord({
      change: ({ leakFree }) => {
        for (const draw of leakFree!.draws) {
          draw.labelledTrainIndices = draw.labelledTrainIndices.map((row) => row.slice(0, perClass));
        }
      },
    })));
  assert.match(withLabels(1), /The field’s best with 10 labels ?3\.47 % errors/);
  assert.match(withLabels(0), /The field’s best with no label ?0\.70 % errors/);
  assert.doesNotMatch(withLabels(1), /EnhancedTGAN/);
  assert.match(visibleText(renderReport(fewer)), /^.*Tenshot · 9 labelled images a class/);
  assert.match(
    visibleText(renderReport(sampleLeakFreeRecord({ datasetName: "Fashion-MNIST" }))),
    /used Fashion-MNIST\. The method’s constants were chosen on MNIST/,
  );
  const quick = renderReport(sampleLeakFreeRecord({ quick: true }));
  assert.match(elements(quick, "h1")[0]!, /^Quick run: /);
  assert.match(visibleText(quick), /numbers are not the method’s/);
});

Deno.test("a single draw has an interval for other test images; no error at all leaves no hardest images", () => {
  const record = sampleLeakFreeRecord({
    draws: 1,
    change: ({ leakFree }) => {
      delete leakFree!.hardest;
      leakFree!.draws[0]!.drawSeed = null;
    },
  });
  const html = renderReport(record);
  assert.match(visibleText(html), /95 % interval of this draw, for other test images: 1\.03 to 1\.47 %/);
  assert.ok(visibleText(html).includes("from a file"));
  assert.ok(!html.includes('id="hardest"'));
});

Deno.test("the verdict of a run of both protocols ends with the leak-free method", () => {
  const html = renderReport(sampleRecord({ change: (record) => record.leakFree = sampleLeakFree(3) }));
  const cards = elements(mainPart(html), "li").slice(0, 4).map(visibleText);
  assert.match(cards[0]!, /^Claimed/);
  assert.match(
    cards[3]!,
    /^Leak-free, 100 labels ?133 errors ?in 10,000 test images, 1\.33.%, median of 3 draws, 123 to 143/,
  );
  assert.match(elements(html, "h1")[0]!, /^Claimed: 1 error.* Leak-free method: 133\.$/);
  assert.match(visibleText(html), /published protocol, seed 41, and leak-free protocol, 3 draws/);
  for (const id of ["leak-free", "label-spread", "hardest", "scores"]) {
    assert.ok(html.includes(`<section id="${id}"`), id);
  }
});

Deno.test("a run of both protocols that was quick, or left something out, says so of both", () => {
  const change = (record: RunRecord) => {
    record.leakFree = sampleLeakFree(1);
    record.provenance.notices = ["Something was left out"];
    record.provenance.resumedAt = ["2026-01-31T12:00:30.000Z"];
  };
  const record = sampleRecord({ quick: true, change });
  const text = summarise(record, "out");
  assert.match(text, /^Something was left out\.\nQuick run: fewer images, tries and epochs; these are nobody's full/);
  assert.match(text, /^The same models, label-free/m);
  assert.match(text, /^Leak-free, 100 labels +1\.23 % errors in 10,000 test images$/m);
  assert.match(text, /^95 % interval of this draw/m);
  const html = renderReport(record);
  assert.match(visibleText(html), /neither the notebook’s nor the method’s/);
  assert.match(visibleText(html), /Resumed ?2026-01-31 12:00:30 UTC/);
  assert.match(html, /<p class="notice">Something was left out\.<\/p>/);
  assert.match(elements(html, "h1")[0]!, /^Quick run: .* Leak-free method: 1\.23.%\.$/);
});

Deno.test("summarise() says how a leak-free run went", () => {
  const text = summarise(sampleLeakFreeRecord(), "out");
  assert.match(
    text,
    /^Leak-free, 100 labels +1\.33 % errors in 10,000 test images, median of 3 draws, 1\.23 to 1\.43 % \(mean 1\.33 %, /,
  );
  assert.match(text, /95 % interval of the mean over draws: 1\.08 to 1\.58 %/);
  assert.match(text, /Neighbours by pixels alone +2\.81 %/);
  assert.match(text, /Pseudo-labels wrong {2}1\.09 % before the last walk, 0\.72 % after it/);
  assert.match(text, /out\/run\.json/);
  const times = "Time  1 min 11 s in all: 100 ms set-up, 1 min 5 s graph, 2.4 s pseudo-labels, 3.5 s baselines, " +
    "321 ms evaluation";
  assert.ok(text.split("\n").includes(times), text);
  const allLabelled = ({ leakFree }: RunRecord) =>
    leakFree!.draws.forEach(({ pseudoLabels: { first, second } }) => first.images = second.images = 0);
  assert.match(summarise(sampleLeakFreeRecord({ change: allLabelled }), "out"), /^No pseudo-labels: every training/m);
  const change = ({ leakFree }: RunRecord) => {
    leakFree!.draws[0]!.members = 1;
    leakFree!.timings.networkMs = 122_000;
  };
  assert.match(summarise(sampleLeakFreeRecord({ change }), "out"), /pseudo-labels, 2 min 2 s networks, 3\.5 s base/);
  assert.match(summarise(sampleLeakFreeRecord({ quick: true }), "out"), /^Quick run: fewer images; /);
});

Deno.test("a page says which of its draws constants were chosen on, beside the result and beside the field", () => {
  const withSeeds = (draws: number, first: number) =>
    sampleLeakFreeRecord({
      draws,
      change: ({ leakFree }) => leakFree!.draws.forEach((draw, i) => draw.drawSeed = first + i),
    });
  const untouched = "10 draws on which nothing was chosen, 8500 to 8509, preset laptop, had 0.44\u00a0% test errors";
  for (
    const [draws, first, among] of [
      [1, 0, "this run’s draw 0 is among them"],
      [3, 2098, "2 of this run’s 3 draws are among them"],
      [1, 10, "nothing of this run is among them"],
    ] as const
  ) {
    const text = elements(renderReport(withSeeds(draws, first)), "p").join(" ").replace(/\s+/g, " ");
    assert.ok(text.includes(among), among);
    const caption = elements(renderReport(withSeeds(draws, first)), "caption").join(" ");
    assert.ok(caption.includes(among) && caption.includes(untouched), `the field's table: ${among}`);
  }
  const both = renderReport(sampleRecord({ change: (record) => record.leakFree = withSeeds(1, 0).leakFree! }));
  assert.ok(visibleText(both).includes("this run’s draw 0 is among them"));
  assert.ok(!visibleText(both).includes("any other label"));
  assert.ok(!renderReport(sampleLeakFreeRecord({ datasetName: "Fashion-MNIST" })).includes("among them"));
});

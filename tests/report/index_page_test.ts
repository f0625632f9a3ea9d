import assert from "node:assert/strict";
import { renderIndex } from "../../lib/report/index/render_index.tsx";
import { runCharts } from "../../lib/report/index/run_charts.ts";
import { runFacts } from "../../lib/report/index/run_facts.ts";
import { runGround, runResults } from "../../lib/report/index/run_results.ts";
import { readRunList } from "../../lib/report/index/run_list.ts";
import { formatRecordJson } from "../../lib/record/record_json.ts";
import type { RunRecord } from "../../lib/record/record.ts";
import { withTemporaryFolder } from "../run/temporary_folder.ts";
import { elements, visibleText } from "./html.ts";
import { sampleLeakFree } from "./sample_leak_free.ts";
import { sampleNetworks } from "./sample_networks.ts";
import { sampleSeeds } from "./sample_parts.ts";
import { sampleRecord } from "./sample_record.ts";

const HOSTILE = `</script><img src=x onerror=alert(1)>"'&\u202E`;

const startedAt = (time: string, choices: Parameters<typeof sampleRecord>[0] = {}): RunRecord =>
  sampleRecord({ ...choices, change: (record) => record.provenance.startedAt = time });

async function inRunsFolder(
  records: Readonly<Record<string, string>>,
  use: (dir: string) => Promise<void>,
): Promise<void> {
  await withTemporaryFolder(async (dir) => {
    for (const [folder, runJson] of Object.entries(records)) {
      await Deno.mkdir(`${dir}/${folder}`);
      await Deno.writeTextFile(`${dir}/${folder}/run.json`, runJson);
    }
    await use(dir);
  });
}

Deno.test("readRunList() finds runs in folders of their own, newest first, and says which it cannot read", async () => {
  const old = startedAt("2020-01-01T00:00:00.000Z");
  const recent = startedAt("2021-01-01T00:00:00.000Z", { quick: true });
  const records = { a: formatRecordJson(old), b: formatRecordJson(recent), c: "{", d: '{"recordVersion": 99}' };
  await inRunsFolder(records, async (dir) => {
    await Deno.mkdir(`${dir}/no-run`);
    await Deno.writeTextFile(`${dir}/index.html`, "");
    await Deno.writeTextFile(`${dir}/b/index.html`, "");
    assert.deepEqual(await readRunList(dir), {
      runs: [
        { folder: "b", record: recent, hasReport: true },
        { folder: "a", record: old, hasReport: false },
      ],
      unreadable: [
        { folder: "c", problem: "found no valid JSON, wanted a record that a run wrote" },
        { folder: "d", problem: "found record version 99, wanted 1" },
      ],
    });
  });
});

Deno.test("readRunList() finds benchmarks and sweeps beside runs, and the page lists them with their links", async () => {
  await inRunsFolder({ run: formatRecordJson(sampleRecord()) }, async (dir) => {
    for (const [folder, file] of [["measured", "bench.json"], ["many", "results.json"]]) {
      await Deno.mkdir(`${dir}/${folder}`);
      await Deno.writeTextFile(`${dir}/${folder}/${file}`, "{}");
    }
    await Deno.writeTextFile(`${dir}/many/index.html`, "");
    const list = await readRunList(dir);
    assert.deepEqual(list.others, [
      { folder: "many", kind: "sweep", hasReport: true },
      { folder: "measured", kind: "benchmark", hasReport: false },
    ]);
    assert.match(visibleText(renderIndex(list)), /Benchmarks and sweeps ?many ?, a sweep ?measured ?, a benchmark/);
  });
});

Deno.test("readRunList() follows symbolic links to runs and passes over those that lead nowhere", async () => {
  const record = startedAt("2020-01-01T00:00:00.000Z");
  await inRunsFolder({ run: formatRecordJson(record) }, async (dir) => {
    await Deno.mkdir(`${dir}/links`);
    await Deno.symlink(`${dir}/run`, `${dir}/links/to a run`, { type: "dir" });
    await Deno.symlink(`${dir}/none`, `${dir}/links/nowhere`, { type: "dir" });
    await Deno.symlink(`${dir}/links/round`, `${dir}/links/round`, { type: "dir" });
    await Deno.symlink(`${dir}/run/run.json`, `${dir}/links/run.txt`);
    assert.deepEqual(await readRunList(`${dir}/links`), {
      runs: [{ folder: "to a run", record, hasReport: false }],
      unreadable: [],
    });
  });
});

Deno.test("readRunList() says that it found no run", async () => {
  await inRunsFolder({}, async (dir) => {
    const message = `Listing the runs in ${dir}: found no run, wanted at least one folder in it with a run.json`;
    await assert.rejects(readRunList(dir), { message });
    await Deno.mkdir(`${dir}/no-run`);
    await assert.rejects(readRunList(dir), { message });
  });
});

Deno.test("readRunList() refuses a run's own folder, a file and what is not there", async () => {
  await inRunsFolder({ run: formatRecordJson(sampleRecord()) }, async (dir) => {
    await assert.rejects(readRunList(`${dir}/run`), { message: /found a run\.json in it, wanted the folder above/ });
    await assert.rejects(readRunList(`${dir}/run/run.json`), { message: /found a file, wanted a folder$/ });
    await assert.rejects(readRunList(`${dir}/none`), { message: /found no such folder$/ });
  });
});

Deno.test("renderIndex() lists each run's date, protocol, seed, data, adapter and errors both ways, with a link", () => {
  const html = renderIndex({
    runs: [
      {
        folder: "new run",
        record: startedAt("2021-02-03T04:05:06.000Z", { quick: true, testFreeErrors: 432 }),
        hasReport: true,
      },
      { folder: "old", record: sampleRecord(), hasReport: false },
    ],
    unreadable: [],
  });
  const [, first, second] = elements(html, "tr").map(visibleText);
  for (
    const text of [
      "new run",
      "2021-02-03 04:05:06 UTC",
      "published quick",
      "41",
      "MNIST",
      "Sample adapter",
      "0.70",
      "1,000 images",
    ]
  ) assert.ok(first!.includes(text), text);
  assert.match(first!, /43\.20/);
  assert.match(second!, /10,000 images.*43\.21/);
  assert.ok(!second!.includes("quick"));
  assert.deepEqual([...html.matchAll(/href="(\.[^"]*)"/g)].map((match) => match[1]), ["./new%20run/index.html"]);
});

Deno.test("runResults() heads several seeds or draws by their median and range, a result a protocol", () => {
  const leakFree = sampleLeakFree(3);
  const record = sampleRecord({
    change: (value) => void Object.assign(value, sampleSeeds(), { leakFree }),
  });
  const [published, own] = runResults(record);
  const { count, median, minimum, maximum } = record.publishedSeedsSummary!.stage2TestLabelFreeErrors;
  const { images } = record.published!.stage2.test;
  assert.deepEqual(
    [published!.draws, published!.rate, published!.lowest, published!.highest],
    [count, median / images, minimum / images, maximum / images],
  );
  assert.deepEqual([own!.protocol, own!.draws, own!.rate], ["leak-free", 3, leakFree.medianErrorRate]);
  assert.deepEqual([own!.lowest, own!.highest], [0.0123, 0.0143]);
});

Deno.test("runGround() differs with images, protocol, preset and number of draws, and with nothing else", () => {
  const ground = (change: (record: RunRecord) => void) =>
    runGround(sampleRecord({
      change: (record) => {
        record.leakFree = sampleLeakFree(2);
        change(record);
      },
    }));
  const differing = (change: (record: RunRecord) => void) => {
    const before = ground(() => {});
    return ground(change).flatMap(({ name, key }, at) => key === before[at]!.key ? [] : [name]);
  };
  assert.deepEqual(differing((record) => void (record.provenance.startedAt = "2021-01-01T00:00:00.000Z")), []);
  assert.deepEqual(differing((record) => void (record.provenance.dataset.files[0]!.sha256 = "0b".repeat(32))), [
    "images",
  ]);
  assert.deepEqual(differing((record) => void (record.leakFree!.testImages = 1000)), ["images"]);
  assert.deepEqual(differing((record) => void delete record.published), ["protocol", "number of draws"]);
  assert.deepEqual(differing((record) => void (record.leakFree!.draws[0]!.preset = "gpu")), ["preset"]);
  assert.deepEqual(differing((record) => void record.leakFree!.draws.pop()), ["number of draws"]);
});

Deno.test("renderIndex() shows no comparison where there are not two runs, and no table where there is none", () => {
  const run = { folder: "a", record: sampleRecord(), hasReport: true };
  assert.ok(!renderIndex({ runs: [run], unreadable: [] }).includes('id="compare"'));
  const empty = renderIndex({ runs: [], unreadable: [] });
  assert.match(visibleText(empty), /No folder here holds a run/);
  assert.ok(!empty.includes("<table"));
});

Deno.test("renderIndex() lets no text of a folder or a record become markup", () => {
  const tags = (text: string) => {
    const html = renderIndex({
      runs: [0, 1].map(() => ({
        folder: text,
        record: sampleRecord({ datasetName: text, change: ({ provenance }) => provenance.adapter!.description = text }),
        hasReport: true,
      })),
      unreadable: [{ folder: text, problem: text }],
    });
    assert.ok(!/<[^>]*\son[a-z]+=/i.test(html.replace(/<script[\s\S]*?<\/script>/g, "")));
    return [...html.matchAll(/<[a-z][a-z0-9]*/gi)].length;
  };
  assert.equal(tags(HOSTILE), tags("plain"));
});

Deno.test("runFacts() names what two runs may differ in, and leaves out where and when", () => {
  const facts = new Map(runFacts(sampleRecord()).map((fact) => [fact.name, fact]));
  assert.deepEqual(facts.get("--seed"), { group: "Options", name: "--seed", value: 41 });
  assert.equal(facts.get("published, label-free, test errors in per cent")?.value, 43.21);
  assert.equal(facts.get("published › stage 2 › test › label free errors")?.value, 4321);
  assert.equal(facts.get("published › stage 1 › tries")?.value, "1, 2, 3, 4, 1, 2, 50, 4, 1, 2");
  assert.equal(facts.get("published › timings › set up ms")?.group, "Times");
  assert.equal(facts.get("kernel plan › unrolled")?.value, "true");
  assert.equal(facts.get("dataset › sample-file-0")?.value, "0a".repeat(32));
  for (const name of facts.keys()) assert.doesNotMatch(name, /--out|--force|--debug|started|command/);
  assert.equal(facts.size, runFacts(sampleRecord()).length, "every name once");
});

Deno.test("runCharts() has every curve and every class of a run, under one name each", () => {
  const record = sampleRecord();
  const { leakFree } = sampleNetworks();
  const charts = runCharts({ ...record, leakFree });
  const named = new Map(charts.map((chart) => [`${chart.group}: ${chart.name}`, chart]));
  assert.equal(named.size, charts.length);
  const { stage1, stage2 } = record.published!;
  const short = (values: readonly number[]) => values.map((value) => Number(value.toPrecision(4)));
  assert.deepEqual(named.get("loss: Stage 1, digit 3")?.values, short(stage1.lossCurve[3]!));
  assert.deepEqual(named.get("tries: Stage 2")?.values, stage2.tries);
  assert.equal(named.get("loss: Leak-free networks, mean")?.labels.at(-1), "280");
  assert.deepEqual(
    named.get("errors: Leak-free, mean of the draws")?.values,
    leakFree.draws[0]!.confusion.map((row, digit) => Number((1 - row[digit]! / 1000).toPrecision(4))),
  );
  for (const { labels, values } of charts) assert.equal(labels.length, values.length);
  assert.deepEqual(runCharts(sampleRecord({ change: (value) => delete value.published })), []);
});

import assert from "node:assert/strict";
import type { Chart as ChartClass } from "chart.js";
import { renderIndex } from "../../lib/report/index/render_index.tsx";
import { sampleLeakFreeRecord } from "../report/sample_leak_free.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { launchChromium } from "./chromium.ts";
import { withPage } from "./with_page.ts";

/** What the page's chart library put there. */
interface PageGlobals {
  readonly Chart: typeof ChartClass;
}

Deno.test("the index compares two runs and lays their charts over each other, fits a phone, and has nothing serious that axe finds, light and dark", async () => {
  const records = {
    same: sampleRecord(),
    quick: sampleRecord({ quick: true, testFreeErrors: 432 }),
    other: sampleRecord({ testFreeErrors: 4000, datasetName: "x".repeat(5000) }),
    few: sampleLeakFreeRecord(),
  };
  const html = renderIndex({
    runs: Object.entries(records).map(([folder, record]) => ({ folder, record, hasReport: folder === "quick" })),
    unreadable: [{ folder: "broken", problem: "found no valid JSON" }],
  });
  const browser = await launchChromium();
  const beside = { "quick/index.html": "<title>The report</title>" };
  try {
    for (const colorScheme of ["light", "dark"] as const) {
      const viewport = { width: colorScheme === "dark" ? 360 : 1280, height: 900 };
      await withPage(browser, html, { colorScheme, viewport }, async (page) => {
        const choose = (name: string, run: string) => page.locator(`#compare [data-part=${name}]`).selectOption(run);
        const rows = async () =>
          (await page.locator("#compare [data-part=rows] tr").allInnerTexts()).map((row) => row.split("\t"));

        await choose("first", "same");
        await choose("second", "other");
        const found = await rows();
        const free = found.find(([name]) => name === "published › stage 2 › test › label free errors");
        assert.deepEqual(free?.slice(1), ["4,321", "4,000", "−321"]);
        assert.ok(!found.some(([name]) => name === "--seed"), "the seed is the same");
        await choose("second", "quick");
        assert.deepEqual((await rows()).find(([name]) => name === "--quick")?.slice(1, 3), ["false", "true"]);
        await choose("second", "same");
        assert.deepEqual(await rows(), []);
        assert.equal(await page.locator("#compare [data-part=status]").innerText(), "That is one and the same run.");
        await choose("second", "other");

        const chartOf = (group: string) =>
          page.evaluate((id) => {
            const canvas = document.querySelector<HTMLCanvasElement>(`#compare-${id} canvas`)!;
            const { datasets } = (globalThis as unknown as PageGlobals).Chart.getChart(canvas)!.data;
            return datasets.map(({ label, data }) => ({ label, data }));
          }, group);
        const { stage1, stage2 } = records.same.published!;
        assert.deepEqual(await chartOf("tries"), [
          { label: "First: same", data: stage1.tries },
          { label: "Second: other", data: records.other.published!.stage1.tries },
        ]);
        await page.locator("#compare-errors select").selectOption("Stage 2, label-free");
        const [same, other] = await chartOf("errors");
        assert.equal(same!.data[3], Number((1 - stage2.test.labelFreeConfusion[3]![3]! / 1000).toPrecision(4)));
        assert.notDeepEqual(same!.data, other!.data);
        await choose("second", "few");
        assert.deepEqual((await chartOf("errors")).map(({ label }) => label), ["First: same", "Second: few"]);
        await page.locator("#compare-errors select").selectOption("Leak-free, mean of the draws");
        assert.deepEqual((await chartOf("errors"))[0]!.data, Array(10).fill(null), "the first has none");
        assert.match(
          decodeURIComponent(await page.evaluate(() => location.search)),
          /second=few&compare-errors\.chart=Leak-free/,
        );
        await page.locator("#compare-loss summary").click();
        const loss = page.locator("#compare-loss tbody tr").first().locator("td");
        assert.deepEqual(await loss.allInnerTexts(), [
          String(Number((stage1.lossCurve.reduce((sum, curve) => sum + curve[0]!, 0) / 10).toPrecision(4))),
          "–",
        ]);
        await page.reload();
        assert.equal(await page.locator("#compare-errors select").inputValue(), "Leak-free, mean of the draws");

        await choose("second", "same");
        await choose("first", "same");
        const warning = page.locator("#compare [data-part=warnings]");
        assert.equal(await warning.innerText(), "", "a run compares with itself");
        await choose("second", "few");
        assert.match(
          await warning.innerText(),
          /differ in protocol \(published; leak-free\), preset .*number of draws/,
        );
        await page.locator("#compare > div > details summary").click();
        await page.locator("[data-more=quick]").check();
        assert.match(await warning.innerText(), /differ in images \(MNIST, /);
        const heads = await page.locator("#compare [data-part=columns] th").allInnerTexts();
        assert.deepEqual(heads, ["What", "First: same", "Second: few", "Third: quick"]);
        assert.equal((await chartOf("errors")).length, 3);

        const names = () => page.locator("#runs tbody tr:visible th").allInnerTexts();
        assert.deepEqual(await names(), ["same", "quick", "other", "few"]);
        const byErrors = page.getByRole("button", { name: "Label-free errors" });
        await byErrors.focus();
        await page.keyboard.press("Enter");
        assert.equal((await names())[0], "few");
        await page.keyboard.press("Enter");
        assert.deepEqual(await names(), ["same", "quick", "other", "few"]);
        assert.equal(await page.locator("th[aria-sort=descending]").innerText(), "Label-free errors");
        await page.getByLabel("Show runs with").fill("published quick");
        assert.deepEqual(await names(), ["quick"]);
        await page.getByLabel("Show runs with").blur();
        const address = decodeURIComponent(await page.evaluate(() => location.search));
        assert.match(address, /runs\.filter=published\+quick&runs\.sort=-6&/);
        await page.reload();
        assert.deepEqual(await names(), ["quick"]);
        assert.ok(await page.locator("[data-more=quick]").isChecked());

        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width);
        await assertAccessible(page);

        await page.getByRole("link", { name: "quick" }).click();
        assert.equal(await page.title(), "The report");
      }, beside);
    }
  } finally {
    await browser.close();
  }
});

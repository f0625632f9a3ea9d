import assert from "node:assert/strict";
import type { Chart as ChartClass } from "chart.js";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { RunRecord } from "../../lib/record/record.ts";
import { sampleLeakFree, sampleLeakFreeRecord } from "../report/sample_leak_free.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { launchChromium } from "./chromium.ts";
import { assertTablesFitPaper, middleShade, openAll } from "./page_looks.ts";
import { withReport } from "./with_report.ts";

const PICTURES = 4 * 6;

Deno.test("a leak-free run's report works in a browser, opened from the disk", async (t) => {
  const browser = await launchChromium();
  const check = (
    name: string,
    options: BrowserContextOptions,
    use: (page: Page) => Promise<void>,
    record: RunRecord = sampleLeakFreeRecord(),
  ) => t.step(name, () => withReport(browser, record, options, use));
  try {
    for (const width of [360, 768, 1280]) {
      await check(`nothing scrolls sideways at ${width} px`, { viewport: { width, height: 900 } }, async (page) => {
        await openAll(page);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      });
    }

    await check("every picture shows its own part of the sheet", {}, async (page) => {
      const pictures = await page.locator("svg.picture").all();
      assert.equal(pictures.length, PICTURES);
      // The sample's pictures differ in their shade: place p is 40 + 8 p.
      for (const place of [0, 1, 5, 23]) {
        assert.equal(await middleShade(page, pictures[place]!), 40 + 8 * place, `place ${place}`);
      }
    });

    for (const colorScheme of ["light", "dark"] as const) {
      await check(`axe finds nothing serious in the ${colorScheme} scheme`, { colorScheme }, async (page) => {
        await openAll(page);
        await assertAccessible(page);
      });
    }

    await check("it reads without JavaScript", { javaScriptEnabled: false }, async (page) => {
      assert.match(await page.locator("h1").innerText(), /^1\.33\s% errors .*with 100 labels/);
      assert.ok(await page.locator("table.field tr.own").isVisible());
      assert.ok(await page.locator("svg.picture").first().isVisible());
    });

    await check("this run stands among the field by its error, in the chart as in the table", {}, async (page) => {
      const rows = await page.locator("table.field tbody tr").evaluateAll((found) =>
        found.map((row) => ({
          method: row.querySelector("th")!.textContent,
          own: row.classList.contains("own"),
          error: parseFloat(row.querySelector("td")!.textContent!.replace("about ", "")),
        }))
      );
      assert.equal(rows.filter(({ own }) => own).length, 1);
      rows.forEach(({ error }, i) => assert.ok(i === 0 || error >= rows[i - 1]!.error, `row ${i}`));
      const points = await page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>("#field canvas")!;
        const chart = (globalThis as unknown as { Chart: typeof ChartClass }).Chart.getChart(canvas)!;
        const ranges = chart.data.datasets[0]!.data.filter((range) => range !== null);
        const marks = chart.data.datasets.filter(({ type }) => type === "scatter").map((dataset, own) => ({
          own: own === 0,
          places: chart.getDatasetMeta(chart.data.datasets.indexOf(dataset)).data.map(({ x, y }) => ({ x, y })),
        }));
        return { ranges, marks, height: chart.height };
      });
      assert.equal(points.ranges.length, 1);
      const [[lower, upper]] = points.ranges as unknown as [[number, number]];
      assert.ok(lower < 1.33 && 1.33 < upper, `${lower} to ${upper}`);
      const marks = points.marks.flatMap(({ own, places }) => places.map((place) => ({ own, ...place })))
        .sort((a, b) => a.y! - b.y!);
      assert.deepEqual(marks.map(({ own }) => own), rows.map(({ own }) => own));
      marks.forEach(({ x }, i) => assert.ok(i === 0 || x! >= marks[i - 1]!.x!, `mark ${i}`));
    });

    await check("print shows every table within the page", {}, async (page) => {
      await assertTablesFitPaper(page);
    });

    const both = sampleRecord({ change: (record) => record.leakFree = sampleLeakFree(3) });
    await check("a run of both protocols shows the leak-free method on the first screen", {
      viewport: { width: 1280, height: 900 },
    }, async (page) => {
      const card = page.getByText("Leak-free, 100 labels");
      assert.ok((await card.boundingBox())!.y < 900);
    }, both);
  } finally {
    await browser.close();
  }
});

import assert from "node:assert/strict";
import type { Chart as ChartClass } from "chart.js";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { RunRecord } from "../../lib/record/record.ts";
import { sampleAuditRecord, sampleCorrected, sampleSeeds } from "../report/sample_parts.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { launchChromium } from "./chromium.ts";
import { assertTablesFitPaper, openAll } from "./page_looks.ts";
import { withReport } from "./with_report.ts";

/** What a page has that the report's client code put there. */
interface PageGlobals {
  readonly Chart: typeof ChartClass;
}

const full = () =>
  sampleRecord({ change: (record) => void Object.assign(record, { audit: sampleAuditRecord() }, sampleSeeds()) });
const corrected = () =>
  sampleRecord({
    change: (record: RunRecord) => {
      record.corrected = sampleCorrected(record.published!);
      delete record.published;
    },
  });

/** The digit whose model is marked as the winner in a column of the figure. */
const winner = (page: Page, column: "informed" | "free") =>
  page.locator(`#digit-scores td.winner[data-score=${column}]`).evaluateAll((cells) =>
    cells.map((cell) => Number((cell as HTMLElement).dataset["model"]))
  );

Deno.test("the audit, many seeds and the corrected protocol work in a browser", async (t) => {
  const browser = await launchChromium();
  const check = (
    name: string,
    options: BrowserContextOptions,
    use: (page: Page) => Promise<void>,
    record: RunRecord = full(),
  ) => t.step(name, () => withReport(browser, record, options, use));
  try {
    await check(
      "the label-informed winner follows the label that is chosen, the label-free one stays",
      {},
      async (page) => {
        assert.deepEqual([await winner(page, "informed"), await winner(page, "free")], [[0], [3]]);
        for (const told of [4, 9, 3]) {
          await page.locator("[data-control=told]").selectOption(String(told));
          assert.deepEqual([await winner(page, "informed"), await winner(page, "free")], [[told], [3]]);
          assert.equal(
            await page.locator("#digit p[role=status]").innerText(),
            `This is a 0. Told that it is a ${told}, the notebook’s score answers ${told}; told nothing, the same models ` +
              "answer 3.",
          );
          const answers = await page.locator("#digit dd").allInnerTexts();
          assert.deepEqual(answers, [String(told), "3"]);
        }
        // Model 6 is dead: told a 6, the last of the equal others wins.
        await page.locator("[data-control=told]").selectOption("6");
        assert.deepEqual(await winner(page, "informed"), [9]);
        const bar = page.locator("#digit-scores td[data-score=informed][data-model='6'] rect");
        assert.equal(await bar.getAttribute("width"), "0");
      },
    );

    await check(
      "stepping through the images takes the picture and the true label along, by keyboard too",
      {},
      async (page) => {
        const picture = page.locator(".digit-picture");
        const first = await picture.getAttribute("src");
        await page.locator("[data-control=next]").focus();
        await page.keyboard.press("Enter");
        await page.keyboard.press("Enter");
        assert.equal(await page.locator("[data-control=told]").inputValue(), "2");
        assert.equal(await picture.getAttribute("alt"), "Test image 14, a 2");
        assert.notEqual(await picture.getAttribute("src"), first);
        assert.equal(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth), 28);
        for (let step = 0; step < 3; step++) await page.locator("[data-control=previous]").click();
        assert.equal(await picture.getAttribute("alt"), "Test image 77, a 1");
        await page.locator("[data-control=told]").focus();
        await page.keyboard.press("ArrowDown");
        assert.deepEqual(await winner(page, "informed"), [2]);
      },
    );

    await check(
      "without JavaScript the figure shows its first image and all answers",
      { javaScriptEnabled: false },
      async (page) => {
        assert.equal(await page.locator("#digit .controls").isVisible(), false);
        assert.ok(await page.locator(".digit-picture").isVisible());
        assert.deepEqual([await winner(page, "informed"), await winner(page, "free")], [[0], [3]]);
        assert.equal(await page.locator("#digit-scores table").last().locator("tbody tr").count(), 12);
        assert.ok(await page.locator("#seeds table").first().isVisible());
      },
    );

    for (const [name, record] of [["many seeds", full()], ["the corrected protocol", corrected()]] as const) {
      for (const width of [360, 1280]) {
        await check(`nothing of ${name} scrolls sideways at ${width} px, and every chart has its dots`, {
          viewport: { width, height: 900 },
        }, async (page) => {
          await openAll(page);
          assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
          const points = await page.evaluate(() =>
            [...document.querySelectorAll("canvas")].map((canvas) =>
              (globalThis as unknown as PageGlobals).Chart.getChart(canvas)?.data.datasets[0]?.data.length ?? 0
            )
          );
          assert.equal(points.length, name === "many seeds" ? 14 : 7);
          assert.ok(points.every((count) => count > 0), points.join());
        }, record);
      }
      await check(`axe finds nothing serious in ${name}`, { colorScheme: "dark" }, async (page) => {
        await openAll(page);
        await assertAccessible(page);
      }, record);
    }

    await check("the notebook's figures are marked among the seeds", {}, async (page) => {
      const labels = await page.evaluate(() => {
        const canvas = document.querySelector<HTMLCanvasElement>("#seed-test-errors canvas")!;
        const chart = (globalThis as unknown as PageGlobals).Chart.getChart(canvas)!;
        return chart.data.datasets.map(({ label, data }) => [label, data.length]);
      });
      assert.deepEqual(labels, [["This run’s seeds", 12], ["Published notebook", 1]]);
      const controls = page.locator("#seed-test-errors [data-control=log]");
      assert.equal(await controls.isChecked(), true);
    });

    await check("every table fits a printed page", {}, async (page) => {
      await assertTablesFitPaper(page);
    });
  } finally {
    await browser.close();
  }
});

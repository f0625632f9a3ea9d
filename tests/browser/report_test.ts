import assert from "node:assert/strict";
import type { Chart as ChartClass } from "chart.js";
import type { BrowserContextOptions, Page } from "playwright-core";
import { formatRecordJson } from "../../lib/record/record_json.ts";
import type { RunRecord } from "../../lib/record/record.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { launchChromium } from "./chromium.ts";
import { assertTablesFitPaper, drawnCharts, openAll } from "./page_looks.ts";
import { withReport } from "./with_report.ts";

/** What a page has that the report's client code put there. */
interface PageGlobals {
  readonly Chart: typeof ChartClass;
}

const CHARTS = 7;

/** The axes' type of a chart as drawn. */
function verticalScale(page: Page, figure: string): Promise<string | undefined> {
  return page.evaluate((selector) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`${selector} canvas`);
    const { Chart } = globalThis as unknown as PageGlobals;
    return canvas === null ? undefined : Chart.getChart(canvas)?.scales.y?.type;
  }, figure);
}

Deno.test("the report works in a browser, opened from the disk", async (t) => {
  const browser = await launchChromium();
  const check = (
    name: string,
    options: BrowserContextOptions,
    use: (page: Page) => Promise<void>,
    record?: RunRecord,
  ) => t.step(name, () => withReport(browser, record ?? sampleRecord(), options, use));
  try {
    for (const width of [360, 768, 1280, 1920]) {
      await check(`nothing scrolls sideways at ${width} px, and every chart is drawn`, {
        viewport: { width, height: 900 },
      }, async (page) => {
        await openAll(page);
        const [wanted, found] = await page.evaluate(() => [
          document.documentElement.clientWidth,
          document.documentElement.scrollWidth,
        ]);
        assert.equal(found, wanted);
        assert.equal((await drawnCharts(page)).filter(Boolean).length, CHARTS);
      });
    }

    const hostile = "</script><b>\u202E\"'".repeat(700);
    await check("a record of hostile names is shown as text and does not widen the page", {
      viewport: { width: 360, height: 900 },
    }, async (page) => {
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
      assert.equal(await page.locator("b").count(), 0);
      assert.equal((await drawnCharts(page)).filter(Boolean).length, CHARTS);
    }, sampleRecord({ datasetName: hostile, change: ({ provenance }) => provenance.adapter!.description = hostile }));

    for (const colorScheme of ["light", "dark"] as const) {
      await check(`axe finds nothing serious in the ${colorScheme} scheme`, { colorScheme }, async (page) => {
        await openAll(page);
        await assertAccessible(page);
      }, sampleRecord({ quick: true, testFreeErrors: 432 }));
    }

    await check("it reads without JavaScript", { javaScriptEnabled: false }, async (page) => {
      assert.match(await page.locator("h1").innerText(), /^Claimed: 1 error in 10,000\. True: 4,321\.$/);
      for (const selector of ["canvas", ".controls", "#download-record", "[data-copies]"]) {
        for (const part of await page.locator(selector).all()) assert.equal(await part.isVisible(), false, selector);
      }
      const figures = await page.locator("figure").all();
      assert.equal(figures.length, CHARTS);
      for (const figure of figures) {
        assert.equal(await figure.locator("table").isVisible(), false);
        await figure.locator("summary").click();
        assert.ok(await figure.locator("table").isVisible());
      }
    });

    await check("the logarithmic scale and the choice of a digit work by keyboard", {}, async (page) => {
      const figure = "#stage1-loss-curves";
      assert.equal(await verticalScale(page, figure), "logarithmic");
      await page.locator(`${figure} [data-control=log]`).focus();
      await page.keyboard.press("Space");
      assert.equal(await verticalScale(page, figure), "linear");
      await page.keyboard.press("Tab");
      await page.keyboard.type("digit 3");
      const visible = await page.evaluate((selector) => {
        const canvas = document.querySelector<HTMLCanvasElement>(`${selector} canvas`)!;
        const chart = (globalThis as unknown as PageGlobals).Chart.getChart(canvas)!;
        return chart.data.datasets.filter((_, place) => chart.isDatasetVisible(place)).map(({ label }) => label);
      }, figure);
      assert.deepEqual(visible, ["3", "Target"]);
    });

    await check("the first tab stop skips to the report", {}, async (page) => {
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), "Skip to the report");
      await page.keyboard.press("Enter");
      assert.equal(await page.evaluate(() => location.hash), "#main");
    });

    await check("run.json comes out of the page byte for byte", { acceptDownloads: true }, async (page) => {
      const [download] = await Promise.all([page.waitForEvent("download"), page.locator("#download-record").click()]);
      assert.equal(download.suggestedFilename(), "run.json");
      assert.equal(await Deno.readTextFile(await download.path()), formatRecordJson(sampleRecord()));
    });

    await check("the command is copied, or selected where copying is not allowed", {}, async (page) => {
      for (const [of, text] of [["repeat-command", "./tenshot reproduce --seed 41"], ["checksums", "0a0a0a"]]) {
        const button = page.locator(`[data-copies=${of}]`);
        await openAll(page);
        await button.click();
        const said = button.locator("xpath=following-sibling::*[@role='status']");
        await said.filter({ hasText: /^(?:Copied|Selected; copy it with the keyboard)$/ }).waitFor();
        assert.ok((await page.locator(`#${of}`).innerText()).startsWith(text!));
      }
    });

    await check("charts follow the colour scheme", { colorScheme: "light" }, async (page) => {
      const colorIs = (wanted: string) =>
        page.waitForFunction(
          (text) => {
            const canvas = document.querySelector<HTMLCanvasElement>("#tries-chart canvas")!;
            return (globalThis as unknown as PageGlobals).Chart.getChart(canvas)?.options.color === text;
          },
          wanted,
          { timeout: 5000 },
        );
      const ink = () =>
        page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue("--ink").trim());
      const light = await ink();
      await colorIs(light);
      await page.emulateMedia({ colorScheme: "dark" });
      const dark = await ink();
      assert.notEqual(dark, light);
      await colorIs(dark);
      await page.emulateMedia({ media: "print" });
      await colorIs(light);
    });

    await check(
      "print shows what is folded away on the screen, but for data that charts show and programs read",
      { colorScheme: "dark" },
      async (page) => {
        await page.emulateMedia({ media: "print" });
        const tables = await page.evaluate(() =>
          [...document.querySelectorAll("table")].map((table) => ({
            caption: table.caption?.textContent,
            shown: table.checkVisibility({ contentVisibilityAuto: true }) && table.getBoundingClientRect().height > 0,
            data: table.closest("details.data") !== null,
          }))
        );
        assert.ok(tables.filter(({ data }) => data).length > 8 && tables.filter(({ data }) => !data).length > 8);
        assert.deepEqual(tables.filter(({ shown, data }) => shown === data), []);
        assert.equal(await page.locator(".controls").first().isVisible(), false);
        assert.equal(await page.evaluate(() => getComputedStyle(document.body).backgroundColor), "rgb(255, 255, 255)");
        await assertTablesFitPaper(page);
        await page.emulateMedia({ media: null });
        const pdf = await page.pdf({ format: "A4" });
        assert.equal(new TextDecoder().decode(pdf.subarray(0, 5)), "%PDF-");
        assert.ok(pdf.length > 50_000);
      },
    );

    const withoutResults = sampleRecord({ change: (record) => delete record.published });
    await check("a record without results still opens", {}, async (page) => {
      assert.equal(await page.locator("h1").innerText(), "A run without results");
    }, withoutResults);
  } finally {
    await browser.close();
  }
});

import assert from "node:assert/strict";
import type { Chart as ChartClass } from "chart.js";
import type { Page } from "playwright-core";
import { sampleAuditRecord } from "../report/sample_parts.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { launchChromium } from "./chromium.ts";
import { withReport } from "./with_report.ts";

/** What a page has that the report's client code put there. */
interface PageGlobals {
  readonly Chart: typeof ChartClass;
}

/** How a line chart stands: its vertical axis and the lines that are shown. */
function chartOf(page: Page, figure: string): Promise<{ scale: string | undefined; lines: (string | undefined)[] }> {
  return page.evaluate((selector) => {
    const canvas = document.querySelector<HTMLCanvasElement>(`${selector} canvas`)!;
    const chart = (globalThis as unknown as PageGlobals).Chart.getChart(canvas)!;
    return {
      scale: chart.scales["y"]?.type,
      lines: chart.data.datasets.filter((_, place) => chart.isDatasetVisible(place)).map(({ label }) => label),
    };
  }, figure);
}

const search = (page: Page) => page.evaluate(() => location.search);
const queryIs = (page: Page, query: string) =>
  page.waitForFunction((wanted) => location.search === wanted, query, { timeout: 5000 });

Deno.test("what the reader chooses stays in the address and comes back, opened from the disk", async (t) => {
  const browser = await launchChromium();
  const record = sampleRecord({ change: (value) => value.audit = sampleAuditRecord() });
  const figure = "#stage1-loss-curves";
  const query = "?digit.told=7&tries-chart.open=on&stage1-loss-curves.log=off&stage1-loss-curves.line=3";
  const check = (name: string, use: (page: Page) => Promise<void>) =>
    t.step(name, () => withReport(browser, record, { reducedMotion: "reduce" }, use));
  const standsAsChosen = async (page: Page) => {
    assert.deepEqual(await chartOf(page, figure), { scale: "linear", lines: ["3", "Target"] });
    assert.equal(await page.locator("#digit [data-control=told]").inputValue(), "7");
    assert.deepEqual(await page.locator("#digit-scores td.winner[data-score=informed]").count(), 1);
    assert.ok(await page.locator("#tries-chart table").isVisible());
  };
  try {
    await check("choices are written down as they are made, and back and forward walk through them", async (page) => {
      assert.equal(await search(page), "");
      await page.locator("#digit [data-control=told]").selectOption("7");
      await page.locator(`${figure} [data-control=log]`).uncheck();
      await page.locator(`${figure} [data-control=line]`).selectOption("3");
      await page.locator("#tries-chart summary").click();
      await queryIs(page, query);
      await standsAsChosen(page);
      await page.goBack();
      await queryIs(page, "?digit.told=7&stage1-loss-curves.log=off&stage1-loss-curves.line=3");
      assert.equal(await page.locator("#tries-chart table").isVisible(), false);
      await page.goBack();
      await page.goBack();
      await queryIs(page, "?digit.told=7");
      const { scale, lines } = await chartOf(page, figure);
      assert.deepEqual([scale, lines.length], ["logarithmic", 11]);
      for (let step = 0; step < 3; step++) await page.goForward();
      await queryIs(page, query);
      await standsAsChosen(page);
    });

    await check("a section's link keeps the choices, and undoing them all empties the query", async (page) => {
      await page.locator(`${figure} [data-control=log]`).uncheck();
      await page.getByRole("navigation").getByRole("link", { name: "How it was run" }).click();
      assert.equal(await page.evaluate(() => location.hash), "#provenance");
      assert.equal(await search(page), "?stage1-loss-curves.log=off");
      assert.equal((await chartOf(page, figure)).scale, "linear");
      await page.locator(`${figure} [data-control=log]`).check();
      assert.deepEqual(await page.evaluate(() => [location.search, location.hash]), ["", "#provenance"]);
    });

    await check("every figure has a link of its own, which keeps the choices and names no folder", async (page) => {
      await page.evaluate(() => {
        // What is written to the clipboard, kept where the test can read it.
        Object.defineProperty(navigator, "clipboard", {
          value: { writeText: (text: string) => Promise.resolve(void (document.title = text)) },
        });
      });
      await page.locator(`${figure} [data-control=line]`).selectOption("3");
      const links = await page.evaluate(async () => {
        const found: [id: string, link: string][] = [];
        for (const figure of document.querySelectorAll("figure[id], .matrices[id]")) {
          const buttons = [...figure.querySelectorAll("button")];
          buttons.find(({ textContent }) => textContent.startsWith("Copy link"))?.click();
          await Promise.resolve();
          found.push([figure.id, document.title]);
        }
        return found;
      });
      assert.ok(links.length > 8);
      for (const [id, link] of links) assert.equal(link, `index.html?stage1-loss-curves.line=3#${id}`);
      await page.locator("#tries-chart").scrollIntoViewIfNeeded();
      await page.getByRole("button", { name: "Copy link to this view" }).dispatchEvent("click");
      assert.match(await page.title(), /^index\.html\?stage1-loss-curves\.line=3#[a-z]/);
    });

    await check("a click on a line's name in the legend shows it alone, another shows all again", async (page) => {
      const clickLegend = async (place: number) => {
        const [x, y] = await page.evaluate(([selector, item]) => {
          const canvas = document.querySelector<HTMLCanvasElement>(`${selector} canvas`)!;
          const legend = (globalThis as unknown as PageGlobals).Chart.getChart(canvas)!.legend as unknown as {
            legendHitBoxes: { left: number; top: number; width: number; height: number }[];
          };
          const { left, top, width, height } = legend.legendHitBoxes[Number(item)]!;
          return [left + width / 2, top + height / 2] as const;
        }, [figure, place] as const);
        await page.locator(`${figure} canvas`).click({ position: { x, y } });
      };
      await clickLegend(4);
      await queryIs(page, "?stage1-loss-curves.line=4");
      assert.deepEqual((await chartOf(page, figure)).lines, ["4", "Target"]);
      await clickLegend(4);
      await queryIs(page, "");
      assert.equal((await chartOf(page, figure)).lines.length, 11);
    });
  } finally {
    await browser.close();
  }

  await t.step("an address with choices opens as they were, and one with nonsense as the page is", async () => {
    const other = await launchChromium();
    try {
      await withReport(other, record, {}, async (page) => {
        const url = page.url();
        const opened = await page.context().newPage();
        await opened.goto(`${url}${query}#tries-chart`);
        await standsAsChosen(opened);
        assert.ok(await opened.locator("#tries-chart figcaption").isVisible());
        const nonsense = "?tries-chart.open=%3Cb%3E&digit.told=12&stage1-loss-curves.line=__proto__&x=1&constructor=1";
        await opened.goto(`${url}${nonsense}`);
        assert.equal((await chartOf(opened, figure)).lines.length, 11);
        assert.equal(await opened.locator("#digit [data-control=told]").inputValue(), "0");
        assert.equal(await opened.locator("#tries-chart table").isVisible(), false);
      });
    } finally {
      await other.close();
    }
  });
});

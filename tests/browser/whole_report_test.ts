import assert from "node:assert/strict";
import type { BrowserContextOptions, Page } from "playwright-core";
import { renderReport } from "../../lib/report/render.tsx";
import { sampleWeights } from "../ensemble/sample_weights.ts";
import { sampleNetworks } from "../report/sample_networks.ts";
import { sampleAuditRecord, sampleSeeds } from "../report/sample_parts.ts";
import { samplePictures } from "../report/sample_pictures.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { launchChromium } from "./chromium.ts";
import { openAll } from "./page_looks.ts";
import { withPage } from "./with_page.ts";
import { withReport } from "./with_report.ts";

const weights = sampleWeights();
const { leakFree, leakFreeWeights } = sampleNetworks();
/** A run of both protocols with all that it may have. */
const record = sampleRecord({
  change: (value) => {
    Object.assign(value, { audit: sampleAuditRecord(), leakFree }, sampleSeeds());
    value.published!.stage1.labelVectorPermutation = [...weights.permutations.stage1];
    value.published!.stage2.labelVectorPermutation = [...weights.permutations.stage2];
  },
});
const assets = { weights, leakFreeWeights, pictures: samplePictures() };

Deno.test("a report with everything in it works in a browser, opened from the disk", async (t) => {
  const browser = await launchChromium();
  const check = (name: string, options: BrowserContextOptions, use: (page: Page) => Promise<void>) =>
    t.step(name, () => withReport(browser, record, { reducedMotion: "reduce", ...options }, use, assets));
  try {
    await t.step("it stays under 3 MB", () => {
      const { length } = new TextEncoder().encode(renderReport(record, assets));
      assert.ok(length < 3_000_000, `${length} bytes`);
    });

    await check("nothing scrolls sideways from 360 to 1920 px", {}, async (page) => {
      await openAll(page);
      for (const width of [360, 390, 600, 768, 1024, 1280, 1920]) {
        await page.setViewportSize({ width, height: 900 });
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      }
    });

    await check(
      "the first screen has claim, truth, a label to change and both answers, and the command",
      {},
      async (page) => {
        for (const [width, height] of [[1440, 900], [390, 844]] as const) {
          await page.setViewportSize({ width, height });
          for (
            const selector of [
              "h1",
              ".verdict li",
              ".digit-picture",
              "#digit [data-control=told]",
              "#digit dd",
              "#repeat-command",
            ]
          ) {
            for (const part of await page.locator(selector).all()) {
              const { y, height: tall } = (await part.boundingBox())!;
              assert.ok(y + tall <= height, `${selector} ends at ${y + tall} of ${height}`);
            }
          }
        }
      },
    );

    await check("contents stay in view: beside the text, and behind a button on a phone", {}, async (page) => {
      await page.setViewportSize({ width: 1440, height: 900 });
      const beside = page.locator("nav.contents .beside a");
      await page.evaluate(() => scrollTo(0, 5000));
      assert.ok((await beside.first().boundingBox())!.y >= 0);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.evaluate(() => scrollTo(0, 5000));
      assert.equal(await beside.first().isVisible(), false);
      const menu = page.locator("nav.contents summary");
      await menu.focus();
      await page.keyboard.press("Enter");
      const link = page.locator("nav.contents .menu").getByRole("link", { name: "Hardest images" });
      await link.click();
      assert.equal(await page.evaluate(() => location.hash), "#hardest");
      assert.equal(await link.isVisible(), false);
      await menu.click();
      await page.keyboard.press("Escape");
      assert.equal(await link.isVisible(), false);
    });

    await t.step(
      "the sample run's page is half as long on a phone as it was, and fifteen pages on paper at most",
      async () => {
        const html = await Deno.readTextFile(new URL("../../reports/sample/both/index.html", import.meta.url));
        await withPage(browser, html, { viewport: { width: 390, height: 844 } }, async (page) => {
          const tall = await page.evaluate(() => document.documentElement.scrollHeight);
          assert.ok(tall <= 36_696 / 2, `${tall} px`);
          const pdf = new TextDecoder("latin1").decode(await page.pdf({ format: "A4" }));
          const pages = [...pdf.matchAll(/\/Type\s*\/Page\b/g)].length;
          assert.ok(pages > 5 && pages <= 15, `${pages} pages`);
        });
      },
    );

    for (const colorScheme of ["light", "dark"] as const) {
      await check(`axe finds nothing serious in the ${colorScheme} scheme`, { colorScheme }, async (page) => {
        await openAll(page);
        await assertAccessible(page);
      });
    }

    await check("print holds every table within the page, but for data that charts show", {}, async (page) => {
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: 718, height: 1046 });
      const found = await page.evaluate(() =>
        [...document.querySelectorAll("table")].map((table) => ({
          caption: table.caption?.textContent,
          shown: table.checkVisibility({ contentVisibilityAuto: true }) && table.getBoundingClientRect().height > 0,
          inside: table.getBoundingClientRect().right <= innerWidth,
          // The pad is nothing without a reader.
          left: table.closest("#try-it, details.data") !== null,
        }))
      );
      assert.ok(found.filter(({ left }) => !left).length > 15, `${found.length} tables`);
      assert.deepEqual(found.filter(({ shown, inside, left }) => !(shown && inside) && !left), []);
    });

    await check("all that is pressed is reached by the tab key, in the order of the page", {}, async (page) => {
      const wanted = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>("button, select, input, summary, a[href]")].filter((element) =>
          element.checkVisibility({ contentVisibilityAuto: true, visibilityProperty: true }) && element.tabIndex >= 0
        ).map((element, place) => element.dataset["stop"] = String(place)).length
      );
      const reached: number[] = [];
      for (let press = 0; press < 3 * wanted && reached.at(-1) !== wanted - 1; press++) {
        await page.keyboard.press("Tab");
        const stop = await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset["stop"]);
        if (stop !== undefined) reached.push(Number(stop));
      }
      assert.deepEqual(reached, Array.from({ length: wanted }, (_, place) => place));
    });

    await check("it reads without JavaScript", { javaScriptEnabled: false }, async (page) => {
      for (const selector of ["canvas", ".controls", ".downloads", "[data-copies]"]) {
        for (const part of await page.locator(selector).all()) assert.equal(await part.isVisible(), false, selector);
      }
      assert.ok(await page.locator("table.field").isVisible());
      assert.ok(await page.locator("#pass-coverage table").isVisible());
      await page.locator("#network-loss summary").click();
      assert.ok(await page.locator("#network-loss table").isVisible());
    });

    await check("it is painted within a second of its opening", {}, async (page) => {
      const times: number[] = [];
      // The best of three: the machine may be doing something else.
      for (let load = 0; load < 3 && !(times.at(-1)! < 1000); load++) {
        await page.reload();
        times.push(
          await page.evaluate(() =>
            new Promise<number>((resolve) => {
              new PerformanceObserver((list) => resolve(list.getEntries()[0]!.startTime))
                .observe({ type: "paint", buffered: true });
            })
          ),
        );
      }
      assert.ok(Math.min(...times) < 1000, `${times.map(Math.round)} ms`);
    });
  } finally {
    await browser.close();
  }
});

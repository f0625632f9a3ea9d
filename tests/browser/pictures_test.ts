import assert from "node:assert/strict";
import type { BrowserContextOptions, Page } from "playwright-core";
import type { RunRecord } from "../../lib/record/record.ts";
import { sampleLeakFree } from "../report/sample_leak_free.ts";
import { addSampleMap, samplePictures, shadeOf } from "../report/sample_pictures.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { launchChromium } from "./chromium.ts";
import { middleShade, openAll } from "./page_looks.ts";
import { withReport } from "./with_report.ts";

const both = (): RunRecord =>
  sampleRecord({
    change: (record) => {
      record.leakFree = sampleLeakFree(2);
      addSampleMap(record);
    },
  });

/** Pixels of a canvas whose colours differ from its corner's. */
const inked = (page: Page, selector: string) =>
  page.locator(selector).evaluate((canvas: HTMLCanvasElement) => {
    // A copy is read, as reading makes the browser complain of the canvas itself.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true })!;
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 3; at < data.length; at += 4) if (data[at]! > 128) count++;
    return count;
  });

Deno.test("galleries, cells of matrices and the map of digits work in a browser, opened from the disk", async (t) => {
  const browser = await launchChromium();
  const check = (name: string, options: BrowserContextOptions, use: (page: Page) => Promise<void>) =>
    t.step(name, () => withReport(browser, both(), options, use, { pictures: samplePictures() }));
  const cell = (page: Page, truth: number, predicted: number) =>
    page.locator("table[data-matrix=stage2-free] tbody tr").nth(truth).locator("td").nth(predicted);
  const viewer = (page: Page) => page.locator("#stage2-test-matrices .cell-images");
  try {
    await check(
      "a click on a cell shows its images, says so, and a second cell takes their place",
      {},
      async (page) => {
        await cell(page, 4, 5).getByRole("button").click();
        await viewer(page).locator("canvas").first().waitFor();
        const said = (await viewer(page).locator("[role=status]").textContent())!;
        assert.match(
          said,
          /^Stage 2, test, label-free: \d+ images of a 4 taken for a 5; the first 3 by test-set index$/,
        );
        const images = viewer(page).locator("canvas");
        assert.deepEqual(
          await images.evaluateAll((all) => all.map((canvas) => canvas.getAttribute("aria-label"))),
          ["Test image 204, a 4", "Test image 214, a 4", "Test image 224, a 4"],
        );
        const shades = await images.evaluateAll((all) =>
          all.map((canvas) => (canvas as HTMLCanvasElement).getContext("2d")!.getImageData(14, 14, 1, 1).data[0])
        );
        assert.deepEqual(shades, [4, 14, 24].map(shadeOf));
        const open = () => page.evaluate(() => new URLSearchParams(location.search).get("stage2-test-matrices.cell"));
        assert.equal(await open(), "stage2-free.4.5");
        await page.reload();
        await viewer(page).locator("canvas").first().waitFor();
        assert.equal(await viewer(page).locator("[role=status]").textContent(), said, "an address keeps the cell");
        await cell(page, 7, 7).getByRole("button").click();
        await page.waitForFunction(() =>
          document.querySelector("#stage2-test-matrices .cell-images [role=status]")!.textContent!.includes("a 7")
        );
        assert.match((await viewer(page).locator("[role=status]").textContent())!, /of a 7, read rightly/);
        assert.equal(await page.locator("#stage2-test-matrices button[aria-pressed=true]").count(), 1);
        await viewer(page).getByRole("button", { name: "Close" }).click();
        assert.equal(await viewer(page).isVisible(), false);
        assert.equal(await open(), null);
      },
    );

    await check("a matrix is one stop of the tab key, within which arrow keys move", {}, async (page) => {
      const table = page.locator("table[data-matrix=stage2-free]");
      assert.equal(await table.locator("button[tabindex='0']").count(), 1);
      await cell(page, 0, 0).getByRole("button").focus();
      // Between a row's first and its next cell with images lies none; then three without.
      for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowDown", "ArrowDown"]) {
        await page.keyboard.press(key);
      }
      const focused = await page.evaluate(() => {
        const cell = document.activeElement!.closest("td")!;
        return [(cell.parentElement as HTMLTableRowElement).rowIndex - 1, cell.cellIndex - 1];
      });
      assert.deepEqual(focused, [6, 1], "passed over cells without images");
      await page.keyboard.press("Enter");
      await viewer(page).locator("canvas").first().waitFor();
      assert.match((await viewer(page).locator("[role=status]").textContent())!, /of a 6 taken for a 1/);
      await page.keyboard.press("Escape");
      assert.equal(await viewer(page).isVisible(), false);
    });

    await check("a pair of matrices reads in per cent, both scores at once", {}, async (page) => {
      const text = () => cell(page, 0, 0).innerText();
      const counts = Number(await text());
      await page.locator("#stage2-test-matrices").getByLabel("Per cent of the row").check();
      assert.equal(Number(await text()), Number((counts / 10).toFixed(1)), "of a thousand images a row");
      const other = page.locator("table[data-matrix=stage2-informed] tbody tr").first().locator("td").first();
      assert.match(await other.innerText(), /^(100|99\.9)$/);
      assert.match(
        (await cell(page, 0, 0).getByRole("button").getAttribute("aria-label"))!,
        /^[\d.]+ %: \d+ images of a 0/,
      );
    });

    await check("every picture of a gallery shows its own part of the sheet", {}, async (page) => {
      await openAll(page);
      const pictures = page.locator("#pictures svg.picture");
      assert.equal(await pictures.count(), 30);
      assert.equal(await middleShade(page, pictures.nth(7)), shadeOf(7));
      // The same labelled digits stand once.
      assert.equal(await page.locator("#leak-free-pictures svg.picture").count(), 20);
    });

    await check("the map steps by keyboard, plays, marks wrong ones and tells of an image", {}, async (page) => {
      const map = page.locator("figure.digit-map");
      const status = () => map.locator(".map-step").textContent();
      assert.match(
        (await status())!,
        /^After the last walk: 100\.0 % of the unlabelled images reached, 99\.12 % of those right$/,
      );
      await map.locator("[data-control=step]").focus();
      await page.keyboard.press("Home");
      assert.match((await status())!, /^Labelled images alone: 0\.0\s% of the unlabelled images reached$/);
      const start = await inked(page, ".map-and-point > canvas");
      await page.keyboard.press("End");
      const end = await inked(page, ".map-and-point > canvas");
      assert.ok(end > start && start > 0, `${start} then ${end} pixels`);
      await map.getByLabel("Mark wrong ones").check();
      assert.ok(await inked(page, ".map-and-point > canvas") > end, "a ring more");

      await map.locator(".map-and-point > canvas").focus();
      for (const key of ["ArrowRight", "ArrowRight", "ArrowDown"]) await page.keyboard.press(key);
      const told = map.locator(".map-point p");
      assert.match((await told.textContent())!, /^Training image \d+, a 1: /);
      const canvas = map.locator(".map-and-point > canvas");
      const box = (await canvas.boundingBox())!;
      await canvas.hover({ position: { x: box.width - 15, y: box.height - 15 } });
      assert.match((await told.textContent())!, /, a 9: taken for a 3, wrongly$/);
      const picture = map.locator(".map-point canvas");
      await picture.waitFor();
      const shade = await picture.evaluate((canvas: HTMLCanvasElement) =>
        canvas.getContext("2d")!.getImageData(14, 14, 1, 1).data[0]
      );
      assert.equal(shade, shadeOf(39));

      await map.getByRole("button", { name: "Play" }).click();
      assert.match((await status())!, /^Labelled images alone/);
      await page.waitForFunction(() => document.querySelector(".map-step")!.textContent!.startsWith("Pass 1, 1 step"));
      await map.getByRole("button", { name: "Pause" }).click();
      assert.ok(await map.getByRole("button", { name: "Play" }).isVisible());
    });

    for (const colorScheme of ["light", "dark"] as const) {
      await check(`axe finds nothing serious in the ${colorScheme} scheme, nor does anything scroll sideways`, {
        colorScheme,
        viewport: { width: colorScheme === "light" ? 360 : 1280, height: 900 },
      }, async (page) => {
        await openAll(page);
        await cell(page, 4, 5).getByRole("button").click();
        await viewer(page).locator("canvas").first().waitFor();
        assert.equal(
          await page.evaluate(() => document.documentElement.scrollWidth),
          colorScheme === "light" ? 360 : 1280,
        );
        await assertAccessible(page);
      });
    }

    await check("without JavaScript galleries and tables stand, and no control or empty frame", {
      javaScriptEnabled: false,
    }, async (page) => {
      assert.ok(await page.locator("#pictures svg.picture").first().isVisible());
      // No word points at what is not there, and no link leads to it.
      const text = await page.locator("body").innerText();
      assert.doesNotMatch(
        text,
        /\b(?:Draw a digit|Tell the notebook|and watch|Choose a cell|Each image is drawn|click|drag)\b/i,
      );
      assert.equal(await page.locator("button:visible, input:visible, select:visible, canvas:visible").count(), 0);
      const dead = await page.locator('a[href^="#"]:visible').evaluateAll((links) =>
        links.filter((link) => !document.querySelector(link.getAttribute("href")!)?.checkVisibility()).length
      );
      assert.equal(dead, 0);
      assert.ok(await page.locator("#digit-map table").isVisible());
      assert.equal(await page.locator("figure.digit-map").isVisible(), false);
      assert.equal(await page.locator("#confusion table button").count(), 0);
      assert.equal(await page.locator("#confusion .controls").first().isVisible(), false);
    });
  } finally {
    await browser.close();
  }
});

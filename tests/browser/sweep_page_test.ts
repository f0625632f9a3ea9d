import assert from "node:assert/strict";
import { renderSweep } from "../../lib/report/sweep/render_sweep.tsx";
import { sampleSweepRecord } from "../sweep/sample_sweep_record.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { launchChromium } from "./chromium.ts";
import { drawnCharts } from "./page_looks.ts";
import { withPage } from "./with_page.ts";

Deno.test("a sweep's page draws its charts, fits a phone, and has nothing that axe finds fault with, light and dark", async () => {
  const browser = await launchChromium();
  try {
    const record = sampleSweepRecord();
    const html = renderSweep(record);
    for (const colorScheme of ["light", "dark"] as const) {
      const viewport = { width: colorScheme === "dark" ? 360 : 1280, height: 900 };
      await withPage(browser, html, { colorScheme, viewport }, async (page) => {
        assert.deepEqual(await drawnCharts(page), [true, true]);
        const button = page.getByRole("button", { name: "Download results.json" });
        const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
        assert.deepEqual(JSON.parse(await Deno.readTextFile(await file.path())), record);
        await page.getByText("6 tasks", { exact: true }).click();
        assert.match(page.url(), /\?tasks/, "what is open is part of the address");
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width);
        await assertAccessible(page, { least: "minor" });
      });
    }
  } finally {
    await browser.close();
  }
});

import assert from "node:assert/strict";
import { changesBetween } from "../../lib/bench/figures.ts";
import { renderBench } from "../../lib/report/bench/render_bench.tsx";
import { sampleBench } from "../bench/sample_bench.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { launchChromium } from "./chromium.ts";
import { drawnCharts } from "./page_looks.ts";
import { withPage } from "./with_page.ts";

Deno.test("the benchmark's page draws its chart, fits a phone, and has nothing that axe finds fault with, light and dark", async () => {
  const browser = await launchChromium();
  try {
    const html = renderBench(sampleBench(), changesBetween(sampleBench(2), sampleBench()));
    for (const colorScheme of ["light", "dark"] as const) {
      const viewport = { width: colorScheme === "dark" ? 360 : 1280, height: 900 };
      await withPage(browser, html, { colorScheme, viewport }, async (page) => {
        assert.deepEqual(await drawnCharts(page), [true, true]);
        const button = page.locator("#scaling-members").getByRole("button", { name: "Download CSV" });
        const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
        assert.equal(file.suggestedFilename(), "scaling-members.csv");
        assert.match(await Deno.readTextFile(await file.path()), /^Members,/);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width);
        await assertAccessible(page, { least: "minor" });
      });
    }
  } finally {
    await browser.close();
  }
});

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import { changesBetween } from "../../lib/bench/figures.ts";
import { renderBench } from "../../lib/report/bench/render_bench.tsx";
import { sampleBench } from "../bench/sample_bench.ts";
import { launchChromium } from "./chromium.ts";

/** What the test puts into a page. */
interface PageGlobals {
  readonly axe: { run(context: Document, options: object): Promise<AxeResults> };
}

Deno.test("the benchmark's page draws its chart, fits a phone, and has nothing that axe finds fault with, light and dark", async () => {
  const browser = await launchChromium();
  const folder = await Deno.makeTempDir({ prefix: "tenshot-bench-test-" });
  try {
    const path = `${folder}/index.html`;
    await Deno.writeTextFile(path, renderBench(sampleBench(), changesBetween(sampleBench(2), sampleBench())));
    const url = pathToFileURL(path).href;
    for (const colorScheme of ["light", "dark"] as const) {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width: colorScheme === "dark" ? 360 : 1280, height: 900 },
      });
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on("console", (message) => complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      page.on("request", (request) => requests.push(request.url()));
      await page.goto(url);
      const drawn = await page.evaluate(() => {
        return [...document.querySelectorAll("canvas")].map((canvas) => {
          const pixels = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height).data;
          return pixels.some((byte) => byte !== 0);
        });
      });
      assert.deepEqual(drawn, [true, true]);
      const button = page.locator("#scaling-members").getByRole("button", { name: "Download CSV" });
      const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
      assert.equal(file.suggestedFilename(), "scaling-members.csv");
      assert.match(await Deno.readTextFile(await file.path()), /^Members,/);
      const [wide, page_] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide! <= page_!, `${wide} pixels wide on a page of ${page_}`);
      assert.deepEqual(complaints, []);
      assert.deepEqual(requests.filter((address) => !/^(?:data|blob):/.test(address)), [url]);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as PageGlobals).axe.run(document, { resultTypes: ["violations"] })
      );
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), []);
      await context.close();
    }
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
});

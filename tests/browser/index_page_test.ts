import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import { renderIndex } from "../../lib/report/index/render_index.tsx";
import { sampleRecord } from "../report/sample_record.ts";
import { launchChromium } from "./chromium.ts";

Deno.test("the index compares two runs, fits a phone, and has nothing serious that axe finds, light and dark", async () => {
  const records = {
    same: sampleRecord(),
    quick: sampleRecord({ quick: true, testFreeErrors: 432 }),
    other: sampleRecord({ testFreeErrors: 4000, datasetName: "x".repeat(5000) }),
  };
  const html = renderIndex({
    runs: Object.entries(records).map(([folder, record]) => ({ folder, record, hasReport: folder === "quick" })),
    unreadable: [{ folder: "broken", problem: "found no valid JSON" }],
  });
  const browser = await launchChromium();
  const folder = await Deno.makeTempDir({ prefix: "tenshot-index-" });
  try {
    const path = `${folder}/index.html`;
    await Deno.writeTextFile(path, html);
    await Deno.mkdir(`${folder}/quick`);
    await Deno.writeTextFile(`${folder}/quick/index.html`, "<title>The report</title>");
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
      const choose = (name: string, run: string) => page.locator(`#compare [data-part=${name}]`).selectOption(run);
      const rows = async () => (await page.locator("#compare tbody tr").allInnerTexts()).map((row) => row.split("\t"));

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
      assert.equal(await page.locator("#compare [role=status]").innerText(), "That is one and the same run.");
      await choose("second", "other");

      const [wide, view] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      assert.ok(wide! <= view!, `${wide} pixels wide on a page of ${view}`);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() =>
        (globalThis as unknown as { axe: { run(context: Document, options: object): Promise<AxeResults> } })
          .axe.run(document, { resultTypes: ["violations"] })
      );
      const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
      assert.deepEqual(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`), []);
      assert.deepEqual(complaints, []);
      assert.deepEqual(requests.filter((address) => !address.startsWith("data:")), [url]);
      await page.getByRole("link", { name: "quick" }).click();
      assert.equal(await page.title(), "The report");
      await context.close();
    }
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
});

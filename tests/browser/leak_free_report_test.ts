import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import axe from "axe-core";
import type { AxeResults } from "axe-core";
import type { Chart as ChartClass } from "chart.js";
import type { BrowserContextOptions, Page } from "playwright-core";
import { renderReport } from "../../lib/report/render.tsx";
import type { RunRecord } from "../../lib/run/record.ts";
import { sampleLeakFree, sampleLeakFreeRecord } from "../report/sample_leak_free.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { launchChromium } from "./chromium.ts";

const PICTURES = 4 * 6;

Deno.test("a leak-free run's report works in a browser, opened from the disk", async (t) => {
  const browser = await launchChromium();
  const folder = await Deno.makeTempDir({ prefix: "tenshot-leak-free-report-" });
  const check = (
    name: string,
    options: BrowserContextOptions,
    use: (page: Page) => Promise<void>,
    record: RunRecord = sampleLeakFreeRecord(),
  ) =>
    t.step(name, async () => {
      const context = await browser.newContext(options);
      try {
        await Deno.writeTextFile(`${folder}/index.html`, renderReport(record));
        const url = pathToFileURL(`${folder}/index.html`).href;
        const complaints: string[] = [];
        const requests: string[] = [];
        const page = await context.newPage();
        page.on("console", (message) => complaints.push(message.text()));
        page.on("pageerror", (error) => complaints.push(String(error)));
        page.on("request", (request) => requests.push(request.url()));
        await page.goto(url);
        await use(page);
        assert.deepEqual(complaints, []);
        assert.deepEqual([...new Set(requests.filter((address) => !/^(?:data|blob):/.test(address)))], [url]);
      } finally {
        await context.close();
      }
    });
  try {
    for (const width of [360, 768, 1280]) {
      await check(`nothing scrolls sideways at ${width} px`, { viewport: { width, height: 900 } }, async (page) => {
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => details.open = true));
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      });
    }

    await check("every picture shows its own part of the sheet", {}, async (page) => {
      const pictures = await page.locator("svg.picture").all();
      assert.equal(pictures.length, PICTURES);
      // The sample's pictures differ in their shade: place p is 40 + 8 p.
      for (const place of [0, 1, 5, 23]) {
        const png = (await pictures[place]!.screenshot()).toString("base64");
        const shade = await page.evaluate(async (source) => {
          const image = new Image();
          image.src = `data:image/png;base64,${source}`;
          await image.decode();
          const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
          const context = canvas.getContext("2d")!;
          context.drawImage(image, 0, 0);
          return context.getImageData(Math.floor(image.width / 2), Math.floor(image.height / 2), 1, 1).data[0];
        }, png);
        assert.equal(shade, 40 + 8 * place, `place ${place}`);
      }
    });

    for (const colorScheme of ["light", "dark"] as const) {
      await check(`axe finds nothing serious in the ${colorScheme} scheme`, { colorScheme }, async (page) => {
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => details.open = true));
        await page.evaluate(axe.source);
        const { violations, passes } = await page.evaluate(() =>
          (globalThis as unknown as { axe: { run(context: Document, options: object): Promise<AxeResults> } }).axe
            .run(document, { resultTypes: ["violations", "passes"] })
        );
        assert.ok(passes.some(({ id }) => id === "color-contrast"), "axe looked at the contrast");
        const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        assert.deepEqual(serious.map(({ id, nodes }) => [id, nodes.slice(0, 3).map(({ html }) => html)]), []);
      });
    }

    await check("it reads without JavaScript", { javaScriptEnabled: false }, async (page) => {
      assert.match(await page.locator("h1").innerText(), /^1\.33\s% errors with 100 labels/);
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
      await page.emulateMedia({ media: "print" });
      await page.setViewportSize({ width: 718, height: 1046 });
      const tooWide = await page.evaluate(() =>
        [...document.querySelectorAll("table")].filter((table) => table.getBoundingClientRect().right > innerWidth)
          .map((table) => table.caption?.textContent)
      );
      assert.deepEqual(tooWide, []);
    });

    const both = sampleRecord({ change: (record) => record.leakFree = sampleLeakFree(3) });
    await check("a run of both protocols shows the honest best on the first screen", {
      viewport: { width: 1280, height: 900 },
    }, async (page) => {
      const card = page.getByText("Another method, no leak, 100 labels");
      assert.ok((await card.boundingBox())!.y < 900);
    }, both);
  } finally {
    await browser.close();
    await Deno.remove(folder, { recursive: true });
  }
});

import assert from "node:assert/strict";
import type { Locator } from "playwright-core";
import { sampleNetworks } from "../report/sample_networks.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { launchChromium } from "./chromium.ts";
import { withReport } from "./with_report.ts";

Deno.test("every chart and matrix comes out as CSV and as PNG, in both colour schemes", async () => {
  const browser = await launchChromium();
  try {
    for (const colorScheme of ["light", "dark"] as const) {
      const record = sampleRecord({ change: (value) => value.leakFree = sampleNetworks().leakFree });
      await withReport(browser, record, { acceptDownloads: true, colorScheme }, async (page) => {
        const ids = await page.locator("figure[data-chart]").evaluateAll((figures) => figures.map(({ id }) => id));
        assert.equal(ids.length, 13);
        const download = async (within: Locator, name: string, format: string): Promise<Uint8Array> => {
          const button = within.getByRole("button", { name: `Download ${format}` });
          const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
          assert.equal(file.suggestedFilename(), `${name}.${format.toLowerCase()}`);
          return await Deno.readFile(await file.path());
        };
        const lookAt = (png: Uint8Array): Promise<{ corner: number[]; colours: number; width: number }> =>
          page.evaluate(async (bytes) => {
            const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: "image/png" }));
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
            const context = canvas.getContext("2d")!;
            context.drawImage(bitmap, 0, 0);
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
            const colours = new Set<number>();
            for (const pixel of new Uint32Array(data.buffer)) colours.add(pixel);
            return { corner: [...data.subarray(0, 4)], colours: colours.size, width: canvas.width };
          }, [...png]);
        const ground = colorScheme === "light" ? [255, 255, 255, 255] : [26, 32, 39, 255];
        for (const id of ids) {
          const lines = new TextDecoder().decode(await download(page.locator(`#${id}`), id, "CSV")).split("\r\n");
          const [head, ...data] = lines.slice(0, -1).map((line) => line.split(","));
          assert.ok(data.length > 0 && data.every((row) => row.length >= head!.length), id);
          if (id === "tries-chart") {
            const { stage1, stage2 } = record.published!;
            assert.deepEqual(lines, [
              "Digit,series,value",
              ...stage1.tries.flatMap((tries, digit) => [
                `${digit},Stage 1,${tries}`,
                `${digit},Stage 2,${stage2.tries[digit]}`,
              ]),
              "",
            ]);
          }
          if (id === "field") assert.match(lines[0]!, /^row,series,test error \(%\),lower end \(%\),upper end \(%\)$/);
          // Pictures take most of the time; charts of each form are enough.
          if (!["tries-chart", "stage1-loss-curves", "field"].includes(id)) continue;
          const { corner, colours, width } = await lookAt(await download(page.locator(`#${id}`), id, "PNG"));
          assert.deepEqual(corner, ground, id);
          const shown = await page.locator(`#${id} canvas`).evaluate((canvas) => canvas.clientWidth);
          assert.ok(width >= 2 * shown, `${width} pixels for ${shown} in ${id}`);
          assert.ok(colours > 10, `${colours} colours in ${id}`);
        }

        const matrices = page.locator(".with-downloads", { has: page.locator("table.confusion") });
        assert.equal(await matrices.count(), 9);
        const matrix = matrices.filter({ hasText: "Stage 2, test, label-free" });
        const name = "confusion-stage-2-test-label-free";
        const lines = new TextDecoder().decode(await download(matrix, name, "CSV")).split("\r\n");
        const confusion = record.published!.stage2.test.labelFreeConfusion;
        assert.equal(lines[0], "true class,predicted class,images");
        assert.deepEqual(lines.slice(1, -1), confusion.flatMap((row, t) => row.map((n, p) => `${t},${p},${n}`)));
        const { corner, colours } = await lookAt(await download(matrix, name, "PNG"));
        assert.deepEqual(corner, ground);
        assert.ok(colours > 10, `${colours} colours`);
      });
    }
  } finally {
    await browser.close();
  }
});

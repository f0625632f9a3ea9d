import assert from "node:assert/strict";
import { sampleRecord } from "../report/sample_record.ts";
import { launchChromium } from "./chromium.ts";
import { withReport } from "./with_report.ts";

Deno.test("every chart's table comes out as CSV and its picture as PNG, in both colour schemes", async () => {
  const browser = await launchChromium();
  try {
    for (const colorScheme of ["light", "dark"] as const) {
      const record = sampleRecord();
      await withReport(browser, record, { acceptDownloads: true, colorScheme }, async (page) => {
        const ids = await page.locator("figure[data-chart]").evaluateAll((figures) => figures.map(({ id }) => id));
        assert.equal(ids.length, 7);
        const download = async (id: string, format: string): Promise<Uint8Array> => {
          const button = page.locator(`#${id}`).getByRole("button", { name: `Download ${format}` });
          const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
          assert.equal(file.suggestedFilename(), `${id}.${format.toLowerCase()}`);
          return await Deno.readFile(await file.path());
        };
        for (const id of ids) {
          const lines = new TextDecoder().decode(await download(id, "CSV")).split("\r\n");
          const rows = await page.locator(`#${id} tr`).count();
          assert.equal(lines.length, rows + 1, id);
          if (id === "tries-chart") {
            const { stage1, stage2 } = record.published!;
            assert.deepEqual(lines, [
              "Digit,Stage 1,Stage 2",
              ...stage1.tries.map((tries, digit) => `${digit},${tries},${stage2.tries[digit]}`),
              "",
            ]);
          }
          const png = await download(id, "PNG");
          assert.deepEqual([...png.subarray(0, 8)], [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
          const drawn = await page.evaluate(async (bytes) => {
            const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: "image/png" }));
            const canvas = document.createElement("canvas");
            [canvas.width, canvas.height] = [bitmap.width, bitmap.height];
            const context = canvas.getContext("2d")!;
            context.drawImage(bitmap, 0, 0);
            const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
            const colours = new Set<string>();
            for (let i = 0; i < data.length; i += 4) {
              colours.add(`${data[i]},${data[i + 1]},${data[i + 2]},${data[i + 3]}`);
            }
            return { corner: [...data.subarray(0, 4)], colours: colours.size };
          }, [...png]);
          assert.deepEqual(drawn.corner, colorScheme === "light" ? [255, 255, 255, 255] : [26, 32, 39, 255]);
          assert.ok(drawn.colours > 10, `${drawn.colours} colours`);
        }
      });
    }
  } finally {
    await browser.close();
  }
});

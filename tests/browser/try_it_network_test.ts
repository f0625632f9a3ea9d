import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { BrowserContextOptions, Page } from "playwright-core";
import { networkProbabilities } from "../../lib/report/client/network_forward.ts";
import { networkShape } from "../../lib/report/try_it_networks.ts";
import type { RunRecord } from "../../lib/record/record.ts";
import { sampleWeights } from "../ensemble/sample_weights.ts";
import { sampleNetworks } from "../report/sample_networks.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { launchChromium } from "./chromium.ts";
import { withReport } from "./with_report.ts";

const weights = sampleWeights();
const { leakFree, leakFreeWeights } = sampleNetworks();
const both = sampleRecord({
  change: (record) => {
    record.published!.stage1.labelVectorPermutation = [...weights.permutations.stage1];
    record.published!.stage2.labelVectorPermutation = [...weights.permutations.stage2];
    record.leakFree = leakFree;
  },
});
const alone: RunRecord = { ...both };
delete alone.published;

type Place = readonly [x: number, y: number];

/** Strokes of digits as a hand draws them, in shares of the pad. */
const STROKES: Readonly<Record<number, readonly (readonly Place[])[]>> = {
  0: [Array.from({ length: 25 }, (_, i) => {
    const angle = 2 * Math.PI * i / 24 - Math.PI / 2;
    return [0.5 + 0.2 * Math.cos(angle), 0.5 + 0.3 * Math.sin(angle)];
  })],
  1: [[[0.55, 0.2], [0.5, 0.5], [0.46, 0.8]]],
  7: [[[0.28, 0.25], [0.7, 0.25], [0.45, 0.8]]],
};

/** @param size Of the pad. */
async function draw(page: Page, digit: number, size = 1): Promise<void> {
  await page.locator("#try-it [data-part=clear]").click();
  const pad = page.locator("#try-it [data-part=pad]");
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await pad.boundingBox())!;
  for (const stroke of STROKES[digit]!) {
    const [first, ...rest] = stroke.map(([across, down]) =>
      [x + (0.1 + size * across) * width, y + (0.1 + size * down) * height] as const
    );
    await page.mouse.move(...first!);
    await page.mouse.down();
    for (const place of rest) await page.mouse.move(...place, { steps: 3 });
    await page.mouse.up();
  }
}

const answerIs = (page: Page, digit: number) =>
  page.waitForFunction(
    (wanted) => document.querySelector("#try-it [data-part=network]")?.textContent === String(wanted),
    digit,
  );

Deno.test("a real run's leak-free network answers the drawing pad, opened from the disk", async (t) => {
  const browser = await launchChromium();
  const check = (
    name: string,
    record: RunRecord,
    options: BrowserContextOptions,
    use: (page: Page) => Promise<void>,
  ) =>
    t.step(
      name,
      () =>
        withReport(browser, record, { reducedMotion: "reduce", ...options }, use, {
          ...(record === both && { weights }),
          leakFreeWeights,
        }),
    );
  try {
    for (const [name, record] of [["alone", alone], ["beside the published models", both]] as const) {
      await check(`a 1, a 0 and a 7 are read as such, small and large, ${name}`, record, {}, async (page) => {
        for (const size of [0.2, 0.9]) {
          for (const digit of [1, 0, 7]) {
            await draw(page, digit, size);
            await answerIs(page, digit);
          }
        }
        assert.match(await page.locator("[data-part=network-sure]").innerText(), /^\d+\.\d\s%; next is \d with \d/);
        const shown = await page.locator("#try-it [data-column=network] .score").allInnerTexts();
        const seen = await page.evaluate(() => {
          const canvas = document.querySelector<HTMLCanvasElement>("#try-it [data-part=seen]")!;
          const { data } = canvas.getContext("2d")!.getImageData(0, 0, 28, 28);
          return Array.from({ length: 784 }, (_, i) => data[4 * i]! / 255);
        });
        const { model, draws } = leakFreeWeights;
        // The page keeps the weights as halves.
        networkProbabilities(networkShape(model!), draws[0]!.members, Float32Array.from(seen)).forEach((value, label) =>
          assert.ok(Math.abs(parseFloat(shown[label]!) - 100 * value) < 0.5, `${shown[label]} for ${value}`)
        );
        const published = page.locator("#try-it [data-part=free]");
        assert.equal(await published.count(), record === both ? 1 : 0);
        if (record === both) assert.match(await published.innerText(), /^\d$/);
      });
    }

    await check("picture files large, see-through or white on black are read", alone, {}, async (page) => {
      const pictures = await page.evaluate(() => {
        const ring = (side: number, paper: string | undefined, ink: string) => {
          const canvas = document.createElement("canvas");
          [canvas.width, canvas.height] = [side, side];
          const context = canvas.getContext("2d")!;
          if (paper !== undefined) {
            context.fillStyle = paper;
            context.fillRect(0, 0, side, side);
          }
          context.strokeStyle = ink;
          context.lineWidth = side / 14;
          context.beginPath();
          context.ellipse(0.6 * side, 0.4 * side, 0.12 * side, 0.2 * side, 0, 0, 2 * Math.PI);
          context.stroke();
          return canvas.toDataURL("image/png").split(",")[1]!;
        };
        return {
          large: ring(4000, "#eee8dd", "#1d2a6b"),
          seeThrough: ring(300, undefined, "#000"),
          seeThroughWhite: ring(300, undefined, "#fff"),
          inverted: ring(300, "#000", "#fff"),
          small: ring(24, "#fff", "#000"),
        };
      });
      for (const [name, png] of Object.entries(pictures)) {
        await page.locator("#try-it [data-part=clear]").click();
        await page.waitForFunction(() => document.querySelector("#try-it [data-part=network]")?.textContent === "–");
        await page.locator("#try-it [data-part=file]").setInputFiles({
          name: `${name}.png`,
          mimeType: "image/png",
          buffer: Buffer.from(png, "base64"),
        });
        await answerIs(page, 0).catch((cause: unknown) => assert.fail(`${name}: ${String(cause)}`));
      }
    });
  } finally {
    await browser.close();
  }
});

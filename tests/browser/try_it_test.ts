import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import type { BrowserContextOptions, Page } from "playwright-core";
import { cosineTable } from "../../lib/report/client/published_forward.ts";
import { sampleWeights } from "../ensemble/sample_weights.ts";
import { sampleRecord } from "../report/sample_record.ts";
import { assertAccessible } from "./assert_accessible.ts";
import { decodePicture } from "../../lib/pictures/decode_picture.ts";
import { prepareDigit } from "../../lib/pictures/prepare_digit.ts";
import { painted } from "../pictures/drawn_pictures.ts";
import { launchChromium } from "./chromium.ts";
import { withReport } from "./with_report.ts";

const weights = sampleWeights();
const record = sampleRecord({
  change: ({ published }) => {
    published!.stage1.labelVectorPermutation = [...weights.permutations.stage1];
    published!.stage2.labelVectorPermutation = [...weights.permutations.stage2];
  },
});

/** Draws a 7 with the mouse. */
async function drawSeven(page: Page): Promise<void> {
  const pad = page.locator("#try-it [data-part=pad]");
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await pad.boundingBox())!;
  await page.mouse.move(x + 0.25 * width, y + 0.25 * height);
  await page.mouse.down();
  await page.mouse.move(x + 0.7 * width, y + 0.25 * height, { steps: 5 });
  await page.mouse.move(x + 0.45 * width, y + 0.8 * height, { steps: 5 });
  await page.mouse.up();
  await page.waitForFunction(() => document.querySelector("#try-it [data-part=free]")?.textContent !== "–");
}

/** The picture that the models were given, 0..1. */
function seen(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>("#try-it [data-part=seen]")!;
    const { data } = canvas.getContext("2d")!.getImageData(0, 0, canvas.width, canvas.height);
    return Array.from({ length: canvas.width * canvas.height }, (_, i) => data[4 * i]! / 255);
  });
}

function column(page: Page, name: string): Promise<number[]> {
  return page.locator(`#try-it [data-column=${name}] .score`).allInnerTexts().then((texts) => texts.map(Number));
}

const answer = (page: Page, name: string) => page.locator(`#try-it [data-part=${name}]`).innerText();

Deno.test("the drawing pad works in a browser, opened from the disk", async (t) => {
  const browser = await launchChromium();
  const check = (name: string, options: BrowserContextOptions, use: (page: Page) => Promise<void>) =>
    // Scrolling that takes its time would move the pad away from under the mouse.
    t.step(name, () => withReport(browser, record, { reducedMotion: "reduce", ...options }, use, { weights }));
  try {
    await check("what is drawn is centred, and both scorers answer it as the models do", {}, async (page) => {
      assert.equal(await answer(page, "free"), "–");
      await drawSeven(page);
      const image = await seen(page);
      const inked = image.map((value, i) => ({ value, x: i % 28, y: Math.floor(i / 28) })).filter(({ value }) =>
        value > 0
      );
      const total = inked.reduce((sum, { value }) => sum + value, 0);
      for (const axis of ["x", "y"] as const) {
        const centre = inked.reduce((sum, pixel) => sum + pixel.value * pixel[axis], 0) / total;
        assert.ok(Math.abs(centre - 14) < 0.6, `${axis} ${centre}`);
      }
      const rows = inked.map(({ y }) => y);
      assert.equal(Math.max(...rows) - Math.min(...rows) + 1, 20);

      // The picture read back is rounded to 256 greys.
      const cosines = cosineTable(weights.models, weights.labelVectors, Float32Array.from(image));
      for (const told of [3, 8]) {
        await page.locator("#try-it [data-part=told]").selectOption(String(told));
        const shown = { free: await column(page, "free"), informed: await column(page, "informed") };
        cosines.forEach((row, model) => {
          assert.ok(Math.abs(shown.free[model]! - row[model]!) < 0.005, `${shown.free[model]} for ${row[model]}`);
          assert.ok(Math.abs(shown.informed[model]! - row[told]!) < 0.005);
        });
        assert.ok(shown.informed[Number(await answer(page, "informed"))] === Math.max(...shown.informed));
        assert.ok(shown.free[Number(await answer(page, "free"))] === Math.max(...shown.free));
        assert.equal(await page.locator("#try-it th .told-digit").innerText(), String(told));
      }
    });

    await check("samples are put on the pad, strokes taken back and the pad wiped by keyboard", {}, async (page) => {
      const answered = (wanted: boolean) =>
        page.waitForFunction(
          (is) => (document.querySelector("#try-it [data-part=free]")?.textContent !== "–") === is,
          wanted,
        );
      await page.locator("[data-sample='a 4']").focus();
      await page.keyboard.press("Enter");
      await answered(true);
      const shown = () =>
        page.evaluate(() => document.querySelector<HTMLCanvasElement>("#try-it [data-part=seen]")!.toDataURL());
      const four = await shown();
      await page.locator("#try-it [data-part=undo]").focus();
      await page.keyboard.press("Enter");
      // Without its second stroke it is another picture.
      await page.waitForFunction(
        (before) => document.querySelector<HTMLCanvasElement>("#try-it [data-part=seen]")!.toDataURL() !== before,
        four,
      );
      await answered(true);
      await page.keyboard.press("Enter");
      await answered(false);

      await drawSeven(page);
      assert.equal(await page.locator("#try-it [data-part=hint]").isVisible(), false);
      await page.locator("#try-it [data-part=clear]").focus();
      await page.keyboard.press("Enter");
      await page.waitForFunction(() => document.querySelector("#try-it [data-part=free]")?.textContent === "–");
      assert.ok((await seen(page)).every((value) => value === 0));
      assert.ok(await page.locator("#try-it [data-part=hint]").isVisible());
    });

    await check("a finger draws", { hasTouch: true, viewport: { width: 375, height: 800 } }, async (page) => {
      const pad = page.locator("#try-it [data-part=pad]");
      await pad.scrollIntoViewIfNeeded();
      await pad.tap();
      await page.waitForFunction(() => document.querySelector("#try-it [data-part=status]")?.textContent !== "");
      assert.equal(
        await page.locator("#try-it [data-part=status]").innerText(),
        "Reading the drawing: found a filled shape, wanted one digit on a plain background",
      );
    });

    await check(
      "a picture file is read, chosen or dropped, and one that is none is refused kindly",
      {},
      async (page) => {
        const png = await page.evaluate(() => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 50;
          const context = canvas.getContext("2d")!;
          context.fillStyle = "#fff";
          context.fillRect(0, 0, 50, 50);
          context.fillStyle = "#223";
          context.fillRect(20, 5, 8, 40);
          return canvas.toDataURL("image/png").split(",")[1]!;
        });
        const file = page.locator("#try-it [data-part=file]");
        const answered = () =>
          page.waitForFunction(() => document.querySelector("#try-it [data-part=free]")?.textContent !== "–");
        await file.setInputFiles({ name: "one.png", mimeType: "image/png", buffer: Buffer.from(png, "base64") });
        await answered();
        const ink = [0x22, 0x22, 0x33, 255];
        const wanted = prepareDigit(
          painted(50, 50, (x, y) => x >= 20 && x < 28 && y >= 5 && y < 45 ? ink : [255, 255, 255, 255]),
          "one.png",
        );
        assert.deepEqual((await seen(page)).map((value) => Math.round(255 * value)), [...wanted], "as predict sees it");

        await page.locator("#try-it [data-part=clear]").click();
        await page.waitForFunction(() => document.querySelector("#try-it [data-part=free]")?.textContent === "–");
        await page.evaluate((base64) => {
          const transfer = new DataTransfer();
          const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
          transfer.items.add(new File([bytes], "one.png", { type: "image/png" }));
          document.querySelector("#try-it [data-part=pad]")!
            .dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
        }, png);
        await answered();

        const disc = await page.evaluate(() => {
          const canvas = document.createElement("canvas");
          canvas.width = canvas.height = 100;
          const context = canvas.getContext("2d")!;
          context.fillStyle = "#fff";
          context.fillRect(0, 0, 100, 100);
          context.fillStyle = "#c00";
          context.arc(60, 40, 15, 0, 2 * Math.PI);
          context.fill();
          return canvas.toDataURL("image/png").split(",")[1]!;
        });
        await file.setInputFiles({ name: "disc.png", mimeType: "image/png", buffer: Buffer.from(disc, "base64") });
        await page.waitForFunction(() => document.querySelector("#try-it [data-part=free]")?.textContent === "–");
        assert.equal(
          await page.locator("#try-it [data-part=status]").innerText(),
          "Reading disc.png: found a filled shape, wanted one digit on a plain background",
        );

        await file.setInputFiles({ name: "not.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
        const said = page.locator("#try-it [data-part=status]");
        await said.filter({ hasText: "Reading not.png: found no picture that can be read, wanted a PNG or a JPEG" })
          .waitFor();
        const half = Buffer.from(png, "base64").subarray(0, 100);
        await file.setInputFiles({ name: "half.png", mimeType: "image/png", buffer: half });
        await said.filter({ hasText: "Reading half.png: found a damaged picture (a wrong checksum, or not all of it)" })
          .waitFor();
        // What `predict` says of them.
        const message = await said.innerText();
        await assert.rejects(decodePicture(half, "half.png"), { message });
        await drawSeven(page);
        assert.equal(await said.innerText(), "", "a drawing makes the refusal go away");
      },
    );

    for (const colorScheme of ["light", "dark"] as const) {
      const viewport = { width: colorScheme === "dark" ? 360 : 1280, height: 900 };
      await check(
        `axe finds nothing serious, ${colorScheme}, ${viewport.width} px wide`,
        { colorScheme, viewport },
        async (page) => {
          await drawSeven(page);
          const [wanted, found] = await page.evaluate(() => [innerWidth, document.documentElement.scrollWidth]);
          assert.ok(found! <= wanted!);
          await assertAccessible(page, { within: "#try-it" });
        },
      );
    }

    await check(
      "without JavaScript there is a sentence in the pad's place",
      { javaScriptEnabled: false },
      async (page) => {
        assert.ok(await page.getByText("The pad needs JavaScript").isVisible());
        assert.equal(await page.locator("#try-it [data-part=pad]").isVisible(), false);
      },
    );
  } finally {
    await browser.close();
  }
});

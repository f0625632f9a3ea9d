/** What several tests do to a page or ask of it. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";

/** Opens all that is folded away, and waits until charts in it have their size again. */
export async function openAll(page: Page): Promise<void> {
  await page.evaluate(async () => {
    document.querySelectorAll("details").forEach((details) => details.open = true);
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const empty = () => [...document.querySelectorAll("canvas")].some(({ width, height }) => width * height === 0);
    for (let wait = 0; wait < 60 && empty(); wait++) await frame();
    for (let wait = 0; wait < 2; wait++) await frame();
  });
}

/** Of each of the page's charts, in order: whether something is drawn on it. */
export function drawnCharts(page: Page): Promise<boolean[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("canvas")].map((canvas) => {
      const { width, height } = canvas;
      const context = width > 0 ? canvas.getContext("2d") : null;
      return context?.getImageData(0, 0, width, height).data.some((byte) => byte !== 0) ?? false;
    })
  );
}

/** Fails if a table is wider than an A4 page less Chromium's margins; leaves the page as it is printed. */
export async function assertTablesFitPaper(page: Page): Promise<void> {
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 718, height: 1046 });
  const tooWide = await page.evaluate(() =>
    [...document.querySelectorAll("table")].filter((table) => table.getBoundingClientRect().right > innerWidth)
      .map((table) => table.caption?.textContent)
  );
  assert.deepEqual(tooWide, []);
}

/** The red of the pixel in the middle of what an element shows, 0 to 255. */
export async function middleShade(page: Page, element: Locator): Promise<number> {
  const png = (await element.screenshot()).toString("base64");
  return await page.evaluate(async (source) => {
    const image = new Image();
    image.src = `data:image/png;base64,${source}`;
    await image.decode();
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width, height: image.height });
    const context = canvas.getContext("2d")!;
    context.drawImage(image, 0, 0);
    return context.getImageData(Math.floor(image.width / 2), Math.floor(image.height / 2), 1, 1).data[0]!;
  }, png);
}

import assert from "node:assert/strict";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { renderReport } from "../../lib/report/render.tsx";
import type { RunAssets } from "../../lib/report/run_assets.ts";
import type { RunRecord } from "../../lib/run/record.ts";

/** Opens a record's report from the disk; fails if the page complains or asks for anything but itself. */
export async function withReport(
  browser: Browser,
  record: RunRecord,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
  assets: RunAssets = {},
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tenshot-report-" });
  const context = await browser.newContext(options);
  try {
    const path = `${folder}/index.html`;
    await Deno.writeTextFile(path, renderReport(record, assets));
    const url = pathToFileURL(path).href;
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
    await Deno.remove(folder, { recursive: true });
  }
}

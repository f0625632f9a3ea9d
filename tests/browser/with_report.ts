import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { renderReport } from "../../lib/report/render.tsx";
import type { RunAssets } from "../../lib/report/run_assets.ts";
import type { RunRecord } from "../../lib/record/record.ts";
import { withPage } from "./with_page.ts";

/** Opens a record's report from the disk; fails if the page complains or asks for anything but itself. */
export async function withReport(
  browser: Browser,
  record: RunRecord,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
  assets: RunAssets = {},
): Promise<void> {
  await withPage(browser, renderReport(record, assets), options, use);
}

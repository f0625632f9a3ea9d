import assert from "node:assert/strict";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";

/**
 * Opens a page from the disk; fails if it complains, or asks for anything but what lies there.
 *
 * @param beside Further pages, by their path from the page's folder.
 */
export async function withPage(
  browser: Browser,
  html: string,
  options: BrowserContextOptions,
  use: (page: Page) => Promise<void>,
  beside: Readonly<Record<string, string>> = {},
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "tenshot-page-" });
  const context = await browser.newContext(options);
  try {
    const there: string[] = [];
    for (const [name, text] of Object.entries({ "index.html": html, ...beside })) {
      const path = join(folder, name);
      await Deno.mkdir(dirname(path), { recursive: true });
      await Deno.writeTextFile(path, text);
      there.push(pathToFileURL(path).href);
    }
    const complaints: string[] = [];
    const requests: string[] = [];
    const page = await context.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(there[0]!);
    await use(page);
    assert.deepEqual(complaints, []);
    const asked = requests.filter((address) => !/^(?:data|blob):/.test(address)).map((address) =>
      address.replace(/[?#].*$/, "")
    );
    assert.deepEqual(asked.filter((address) => !there.includes(address)), []);
  } finally {
    await context.close();
    await Deno.remove(folder, { recursive: true });
  }
}

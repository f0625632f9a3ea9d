import type { Browser } from "playwright-core";
import { childEnvironment } from "../../lib/config/child_command.ts";

// On import playwright-core asks whether this is WSL, by a look into /proc/sys, which Deno grants to --allow-all alone.
// With this set it does not ask.
Deno.env.set("__IS_WSL_TEST__", "1");
const { chromium } = await import("playwright-core");

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const FOLDERS = ["/usr/bin", "/usr/local/bin", "/snap/bin"];

/**
 * Starts the system's Chromium without a window, kept from speaking to anyone of its own accord.
 *
 * @throws {Error} If there is none; the message says how to install it
 */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: await findChromium(),
    env: childEnvironment(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

async function findChromium(): Promise<string> {
  const given = Deno.env.get("CHROMIUM") ?? "";
  const candidates = [
    ...(given === "" ? [] : [given]),
    ...FOLDERS.flatMap((folder) => NAMES.map((name) => `${folder}/${name}`)),
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
  ];
  for (const path of candidates) {
    const info = await Deno.stat(path).catch(() => undefined);
    if (info?.isFile) return path;
  }
  throw new Error(
    "Starting Chromium: found none, wanted it for the browser tests; run scripts/install_chromium.sh, or set CHROMIUM to its executable",
  );
}

/**
 * The styles and scripts that every report carries.
 *
 * @module
 */
import { clientScript } from "./client_script.ts";
import { type InlineBlock, inlineBlock } from "./content_security.ts";
import styleSource from "./report.css" with { type: "text" };

/** The blocks in the order in which a page needs them. */
export interface ReportAssets {
  readonly style: InlineBlock;
  /** Chart.js, which defines the global `Chart`. */
  readonly chartLibrary: InlineBlock;
  /** The page's own code, a module that needs `Chart`. */
  readonly client: InlineBlock;
}

let assets: ReportAssets | undefined;

/**
 * The styles and scripts that every report carries, read and linked once.
 *
 * @throws {Error} If Chart.js is not installed, or may not be read
 */
export function reportAssets(): ReportAssets {
  assets ??= {
    style: inlineBlock("style", styleSource),
    chartLibrary: inlineBlock("script", withoutSourceMap(readChartLibrary())),
    client: clientScript("client/main.ts"),
  };
  return assets;
}

/**
 * Chart.js as one classic script. It lies beside the module that the package exports; the package does not export it by
 * name, so it cannot be imported as text.
 */
function readChartLibrary(): string {
  const url = new URL("./chart.umd.min.js", import.meta.resolve("chart.js"));
  try {
    return Deno.readTextFileSync(url);
  } catch (cause) {
    throw new Error("Cannot read Chart.js for the report: found no readable chart.umd.min.js in its package", {
      cause,
    });
  }
}

/** A source map's address would be fetched by a browser whose developer tools are open. */
function withoutSourceMap(script: string): string {
  return script.replace(/^\/\/# sourceMappingURL=.*$/m, "");
}

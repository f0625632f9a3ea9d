/**
 * The styles and scripts that every report carries.
 *
 * @module
 */
import { type InlineBlock, inlineBlock } from "./content_security.ts";
import { linkClient } from "./link_client.ts";
import chartDownloadsSource from "./client/chart_downloads.ts" with { type: "text" };
import chartOptionsSource from "./client/chart_options.ts" with { type: "text" };
import chartsSource from "./client/charts.ts" with { type: "text" };
import copyButtonsSource from "./client/copy_buttons.ts" with { type: "text" };
import digitScoresSource from "./client/digit_scores.ts" with { type: "text" };
import digitSource from "./client/digit.ts" with { type: "text" };
import isolateLineSource from "./client/isolate_line.ts" with { type: "text" };
import mainSource from "./client/main.ts" with { type: "text" };
import matrixDownloadsSource from "./client/matrix_downloads.ts" with { type: "text" };
import pageStateSource from "./client/page_state.ts" with { type: "text" };
import plainChartSource from "./client/plain_chart.ts" with { type: "text" };
import recordSource from "./client/record.ts" with { type: "text" };
import seedChartsSource from "./client/seed_charts.ts" with { type: "text" };
import themeSource from "./client/theme.ts" with { type: "text" };
import recordJsonSource from "../run/record_json.ts" with { type: "text" };
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
    client: inlineBlock(
      "script",
      linkClient([
        { specifier: "../../run/record_json.ts", source: recordJsonSource },
        { specifier: "./record.ts", source: recordSource },
        { specifier: "./theme.ts", source: themeSource },
        { specifier: "./chart_downloads.ts", source: chartDownloadsSource },
        { specifier: "./matrix_downloads.ts", source: matrixDownloadsSource },
        { specifier: "./chart_options.ts", source: chartOptionsSource },
        { specifier: "./charts.ts", source: chartsSource },
        { specifier: "./seed_charts.ts", source: seedChartsSource },
        { specifier: "./digit_scores.ts", source: digitScoresSource },
        { specifier: "./digit.ts", source: digitSource },
        { specifier: "./isolate_line.ts", source: isolateLineSource },
        { specifier: "./page_state.ts", source: pageStateSource },
        { specifier: "./plain_chart.ts", source: plainChartSource },
        { specifier: "./copy_buttons.ts", source: copyButtonsSource },
        { specifier: "./main.ts", source: mainSource },
      ]),
    ),
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

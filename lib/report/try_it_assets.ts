import { type InlineBlock, inlineBlock } from "./content_security.ts";
import { linkClient } from "./link_client.ts";
import digitImageSource from "./client/digit_image.ts" with { type: "text" };
import drawingPadSource from "./client/drawing_pad.ts" with { type: "text" };
import embeddedFloatsSource from "./client/embedded_floats.ts" with { type: "text" };
import layerSource from "./client/layer.ts" with { type: "text" };
import networkForwardSource from "./client/network_forward.ts" with { type: "text" };
import publishedForwardSource from "./client/published_forward.ts" with { type: "text" };
import tryItSource from "./client/try_it.ts" with { type: "text" };
import datasetSource from "../data/dataset.ts" with { type: "text" };
import deskewSource from "../graph/deskew.ts" with { type: "text" };
import styleSource from "./try_it.css" with { type: "text" };

let assets: { readonly style: InlineBlock; readonly client: InlineBlock } | undefined;

/** The styles and the script of the drawing pad, which only a report with weights carries. */
export function tryItAssets(): { readonly style: InlineBlock; readonly client: InlineBlock } {
  assets ??= {
    style: inlineBlock("style", styleSource),
    client: inlineBlock(
      "script",
      linkClient([
        { specifier: "../data/dataset.ts", source: datasetSource },
        { specifier: "../../graph/deskew.ts", source: deskewSource },
        { specifier: "./layer.ts", source: layerSource },
        { specifier: "./embedded_floats.ts", source: embeddedFloatsSource },
        { specifier: "./digit_image.ts", source: digitImageSource },
        { specifier: "./drawing_pad.ts", source: drawingPadSource },
        { specifier: "./published_forward.ts", source: publishedForwardSource },
        { specifier: "./network_forward.ts", source: networkForwardSource },
        { specifier: "./try_it.ts", source: tryItSource },
      ]),
    ),
  };
  return assets;
}

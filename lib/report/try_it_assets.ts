import { type InlineBlock, inlineBlock } from "./content_security.ts";
import { linkClient } from "./link_client.ts";
import digitImageSource from "./client/digit_image.ts" with { type: "text" };
import drawingPadSource from "./client/drawing_pad.ts" with { type: "text" };
import publishedForwardSource from "./client/published_forward.ts" with { type: "text" };
import tryItSource from "./client/try_it.ts" with { type: "text" };
import styleSource from "./try_it.css" with { type: "text" };

let assets: { readonly style: InlineBlock; readonly client: InlineBlock } | undefined;

/** The styles and the script of the drawing pad, which only a report with weights carries. */
export function tryItAssets(): { readonly style: InlineBlock; readonly client: InlineBlock } {
  assets ??= {
    style: inlineBlock("style", styleSource),
    client: inlineBlock(
      "script",
      linkClient([
        { specifier: "./digit_image.ts", source: digitImageSource },
        { specifier: "./drawing_pad.ts", source: drawingPadSource },
        { specifier: "./published_forward.ts", source: publishedForwardSource },
        { specifier: "./try_it.ts", source: tryItSource },
      ]),
    ),
  };
  return assets;
}

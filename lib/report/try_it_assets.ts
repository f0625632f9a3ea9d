import { clientScript } from "./client_script.ts";
import { type InlineBlock, inlineBlock } from "./content_security.ts";
import styleSource from "./try_it.css" with { type: "text" };

let assets: { readonly style: InlineBlock; readonly client: InlineBlock } | undefined;

/** The styles and the script of the drawing pad, which only a report with weights carries. */
export function tryItAssets(): { readonly style: InlineBlock; readonly client: InlineBlock } {
  assets ??= {
    style: inlineBlock("style", styleSource),
    client: clientScript("client/try_it.ts"),
  };
  return assets;
}

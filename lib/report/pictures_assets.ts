import type { RunPictures } from "../record/pictures.ts";
import type { PagePictures } from "./client/page_pictures.ts";
import { clientScript } from "./client_script.ts";
import { type InlineBlock, inlineBlock } from "./content_security.ts";
import styleSource from "./pictures.css" with { type: "text" };

let assets: { readonly style: InlineBlock; readonly client: InlineBlock } | undefined;

/** The styles and the script of galleries, confusion matrices and the map of digits. */
export function picturesAssets(): { readonly style: InlineBlock; readonly client: InlineBlock } {
  assets ??= {
    style: inlineBlock("style", styleSource),
    client: clientScript("client/pictures_main.ts"),
  };
  return assets;
}

/** What the client code needs of a run's pictures; galleries stand in the page itself. */
export function picturesData(pictures: RunPictures | undefined): { id: string; value: PagePictures }[] {
  const { notebook, leakFree } = pictures ?? {};
  const cells = [notebook?.cells, leakFree?.cells].filter((of) => of !== undefined);
  const map = leakFree?.map;
  return cells.length === 0 && map === undefined ? [] : [{ id: "run-pictures", value: { cells, ...(map && { map }) } }];
}

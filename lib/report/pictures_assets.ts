import type { RunPictures } from "../run/pictures.ts";
import type { PagePictures } from "./client/page_pictures.ts";
import { type InlineBlock, inlineBlock } from "./content_security.ts";
import { linkClient } from "./link_client.ts";
import cellsSource from "./client/cells.ts" with { type: "text" };
import digitMapSource from "./client/digit_map.ts" with { type: "text" };
import mapCanvasSource from "./client/map_canvas.ts" with { type: "text" };
import mapTextSource from "./client/map_text.ts" with { type: "text" };
import mainSource from "./client/pictures_main.ts" with { type: "text" };
import pagePicturesSource from "./client/page_pictures.ts" with { type: "text" };
import recordSource from "./client/record.ts" with { type: "text" };
import spritesSource from "./client/sprites.ts" with { type: "text" };
import themeSource from "./client/theme.ts" with { type: "text" };
import styleSource from "./pictures.css" with { type: "text" };

let assets: { readonly style: InlineBlock; readonly client: InlineBlock } | undefined;

/** The styles and the script of galleries, confusion matrices and the map of digits. */
export function picturesAssets(): { readonly style: InlineBlock; readonly client: InlineBlock } {
  assets ??= {
    style: inlineBlock("style", styleSource),
    client: inlineBlock(
      "script",
      linkClient([
        { specifier: "./record.ts", source: recordSource },
        { specifier: "./theme.ts", source: themeSource },
        { specifier: "./sprites.ts", source: spritesSource },
        { specifier: "./page_pictures.ts", source: pagePicturesSource },
        { specifier: "./cells.ts", source: cellsSource },
        { specifier: "./map_text.ts", source: mapTextSource },
        { specifier: "./map_canvas.ts", source: mapCanvasSource },
        { specifier: "./digit_map.ts", source: digitMapSource },
        { specifier: "./pictures_main.ts", source: mainSource },
      ]),
    ),
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

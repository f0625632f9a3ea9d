import type { CellPictures } from "../../record/pictures.ts";
import type { SpriteSheet } from "../../record/sprite_sheet.ts";

/** What the page keeps for its own code of a run's pictures. */
export interface PagePictures {
  /** By protocol. */
  readonly cells: readonly CellPictures[];
  /** Of the points of the map of digits. */
  readonly map?: SpriteSheet;
}

/** Reads them; they were checked before the page was written. */
export function embeddedPictures(): PagePictures {
  return JSON.parse(document.getElementById("run-pictures")?.textContent ?? '{"cells":[]}');
}

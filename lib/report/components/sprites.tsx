/**
 * Pictures of digits as parts of one sheet: the sheet stands in the page once, every picture shows its part of it. No style
 * says where, as the page's policy allows no style of an element's own.
 *
 * @module
 */
import type { JSX } from "preact";
import type { SpriteSheet } from "../../record/sprite_sheet.ts";

const SIDE = 28;

/** A sheet, not to be seen itself. */
export function Sheet({ id, sheet }: { id: string; sheet: SpriteSheet }): JSX.Element {
  return (
    <svg class="visually-hidden" width="0" height="0" aria-hidden="true">
      <defs>
        <image
          id={id}
          href={`data:image/png;base64,${sheet.pngBase64}`}
          width={SIDE * sheet.columns}
          height={SIDE * sheet.rows}
        />
      </defs>
    </svg>
  );
}

/** One picture of a sheet. */
export function Sprite(
  { id, sheet, place, label }: { id: string; sheet: SpriteSheet; place: number; label: string },
): JSX.Element {
  const [x, y] = [SIDE * (place % sheet.columns), SIDE * Math.floor(place / sheet.columns)];
  return (
    <svg class="picture" viewBox={`${x} ${y} ${SIDE} ${SIDE}`} width="42" height="42" role="img" aria-label={label}>
      <use href={`#${id}`} />
    </svg>
  );
}

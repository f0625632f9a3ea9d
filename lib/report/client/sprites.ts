import type { SpriteSheet } from "../../record/sprite_sheet.ts";

/** Side of a picture in pixels. */
export const SPRITE_SIDE = 28;

/** Decodes a sheet. */
export async function loadSheet({ pngBase64 }: SpriteSheet): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = `data:image/png;base64,${pngBase64}`;
  await image.decode();
  return image;
}

/** One picture of a sheet in a canvas of its own. */
export function spriteCanvas(
  image: HTMLImageElement,
  columns: number,
  place: number,
  label: string,
): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  canvas.width = SPRITE_SIDE;
  canvas.height = SPRITE_SIDE;
  canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", label);
  drawSprite(canvas, image, columns, place);
  return canvas;
}

/** Fills a canvas with one picture of a sheet. */
export function drawSprite(canvas: HTMLCanvasElement, image: HTMLImageElement, columns: number, place: number): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  const [x, y] = [SPRITE_SIDE * (place % columns), SPRITE_SIDE * Math.floor(place / columns)];
  context.imageSmoothingEnabled = false;
  context.drawImage(image, x, y, SPRITE_SIDE, SPRITE_SIDE, 0, 0, canvas.width, canvas.height);
}

import type { ImageSet } from "../../lib/data/dataset.ts";
import { augment } from "../../lib/kernels/augment/reference.ts";
import type { AugmentSettings } from "../../lib/kernels/augment/settings.ts";
import LETTERS from "./letters.json" with { type: "json" };

/** The names of the letters, A to Z. */
export const LETTER_NAMES: readonly string[] = Object.keys(LETTERS);

/** Half the pen's width, in pixels. */
const PEN = 1.1;
/** Units of the font from the top of a capital letter to its foot. */
const HEIGHT = 21;
/** More than networks are trained with: hands differ. */
const HANDS: AugmentSettings = { rotation: 0.18, scale: 0.12, shear: 0.2, shift: 1, field: 0.85, cutout: 0 };

/** Letters as if by hand: image i shows letter i % 26, bent by the augmentation that networks are trained with. */
export function letterImages(count: number, seed: number): { readonly images: ImageSet; readonly labels: Uint8Array } {
  const drawn = Object.values(LETTERS).map(drawnLetter);
  const pixels = new Uint8Array(count * 784);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % drawn.length);
  labels.forEach((letter, i) => {
    const bent = augment(HANDS, { seed: [seed, 0], step: 0, lane: i }, drawn[letter]!);
    pixels.set(bent.map((ink) => Math.round(255 * ink)), i * 784);
  });
  return { images: { count, pixels }, labels };
}

/** u8 [28, 28]: a letter 20 pixels high, in the middle; its lines are x, y, x, y, … */
function drawnLetter(lines: readonly (readonly number[])[]): Uint8Array {
  const xs = lines.flatMap((line) => line.filter((_, at) => at % 2 === 0));
  const middle = (Math.min(...xs) + Math.max(...xs)) / 2;
  const scale = (20 - 2 * PEN) / HEIGHT;
  const placed = lines.map((line) =>
    line.map((value, at) => at % 2 === 0 ? 13.5 + (value - middle) * scale : 4 + PEN + (value - 1) * scale)
  );
  return Uint8Array.from({ length: 784 }, (_, at) => {
    const distance = Math.min(...placed.map((line) => distanceTo(line, at % 28, Math.floor(at / 28))));
    return Math.round(255 * Math.min(1, Math.max(0, PEN + 0.5 - distance)));
  });
}

/** How far a point is from a line of several pieces. */
function distanceTo(line: readonly number[], x: number, y: number): number {
  let least = Infinity;
  for (let at = 0; at + 3 < line.length; at += 2) {
    const [fromX, fromY, toX, toY] = line.slice(at, at + 4) as [number, number, number, number];
    const [dx, dy] = [toX - fromX, toY - fromY];
    const along = Math.min(1, Math.max(0, ((x - fromX) * dx + (y - fromY) * dy) / (dx * dx + dy * dy)));
    least = Math.min(least, Math.hypot(x - fromX - along * dx, y - fromY - along * dy));
  }
  return least;
}

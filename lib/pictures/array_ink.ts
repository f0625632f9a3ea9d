import { boundingBox } from "./choose_digit.ts";
import { connectedComponents } from "./connected_components.ts";
import type { DigitInk } from "./digit_ink.ts";

/** Of a picture's brightest ink: what is fainter is no ink, and no ground either. Source: our choice. */
const FAINT = 0.15;
/** A picture whose brightest pixel is darker is blank, as in `digit_ink.ts`. */
const LEAST_CONTRAST = 24;
/** Marks smaller than this share of the largest one are dirt, as in `choose_digit.ts`. */
const SPECK_SHARE = 0.02;
/** Half of the pixels along the edge are ground, or it is not known what is. */
const GROUND_SHARE = 0.5;

/**
 * The ink of a picture whose ground is known to be dark, as in the arrays of data sets, where it may fill the picture to its
 * edges: all of it but specks.
 *
 * @param grey u8 [height, width], light ink.
 * @param anyEdge Whether the picture's edge need not be ground.
 * @returns `no ground` if it need be, and is not dark for the most part.
 */
export function arrayInk(
  grey: Uint8Array,
  width: number,
  height: number,
  anyEdge: boolean,
): DigitInk | "blank" | "no ground" {
  const peak = grey.reduce((most, value) => Math.max(most, value), 0);
  if (peak < LEAST_CONTRAST) return "blank";
  const mask = Uint8Array.from(grey, (value) => Number(value > FAINT * peak));
  let [edge, dark] = [0, 0];
  mask.forEach((inside, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (x > 0 && x < width - 1 && y > 0 && y < height - 1) return;
    edge++;
    dark += 1 - inside;
  });
  if (!anyEdge && dark < GROUND_SHARE * edge) return "no ground";
  const { labels, components } = connectedComponents(mask, width, height);
  const largest = components.reduce((most, { area }) => Math.max(most, area), 0);
  const marks = components.filter(({ area }) => area >= SPECK_SHARE * largest);
  const kept = new Set(marks.map(({ label }) => label));
  mask.forEach((_, at) => mask[at] = Number(kept.has(labels[at]!)));
  const values = Float32Array.from(grey, (value, at) => labels[at]! > 0 && mask[at] === 0 ? 0 : value / peak);
  return { width, height, values, mask, box: boundingBox(marks) };
}

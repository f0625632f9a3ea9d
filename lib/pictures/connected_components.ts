/** A rectangle of whole pixels. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels that hang together. */
export interface Component {
  /** Counted from 1. */
  readonly label: number;
  /** Pixels. */
  readonly area: number;
  readonly box: PixelBox;
}

/**
 * Groups the pixels of a mask that touch, by a side or a corner.
 *
 * @param mask u8 [height, width]: 0 for background.
 * @param corners Whether those that share no more than a corner touch.
 * @returns The groups in the order of their first pixels, and u32 [height, width]: each pixel's group, 0 for background.
 */
export function connectedComponents(
  mask: Uint8Array,
  width: number,
  height: number,
  corners = true,
): { labels: Uint32Array; components: Component[] } {
  const labels = new Uint32Array(mask.length);
  const components: Component[] = [];
  const open: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0 || labels[start] !== 0) continue;
    const label = components.length + 1;
    let area = 0;
    let [left, right, top, bottom] = [width, 0, height, 0];
    labels[start] = label;
    open.push(start);
    while (open.length > 0) {
      const at = open.pop()!;
      const x = at % width;
      const y = Math.floor(at / width);
      area++;
      [left, right] = [Math.min(left, x), Math.max(right, x)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, y)];
      for (let row = Math.max(0, y - 1); row <= Math.min(height - 1, y + 1); row++) {
        for (let column = Math.max(0, x - 1); column <= Math.min(width - 1, x + 1); column++) {
          const next = row * width + column;
          if (mask[next] === 0 || labels[next] !== 0 || (!corners && row !== y && column !== x)) continue;
          labels[next] = label;
          open.push(next);
        }
      }
    }
    components.push({ label, area, box: { left, top, width: right - left + 1, height: bottom - top + 1 } });
  }
  return { labels, components };
}

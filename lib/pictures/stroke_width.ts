/**
 * Twice a mask's area by its outline: the width of strokes that are much longer than wide.
 *
 * @param mask u8 [height, width]: 0 for background.
 */
export function strokeWidth(mask: Uint8Array, width: number): number {
  let [area, outline] = [0, 0];
  mask.forEach((inside, at) => {
    if (inside === 0) return;
    const x = at % width;
    area++;
    outline += Number(x === 0 || mask[at - 1] === 0) + Number(x === width - 1 || mask[at + 1] === 0);
    // Beyond the mask's first and last row there is nothing.
    outline += Number(!mask[at - width]) + Number(!mask[at + width]);
  });
  return 2 * area / outline;
}

/** Compiling takes time that grows with the square of this, and more would gain little. */
export const TILE_COLUMNS: number = 64;

/** Which columns are searched, and the rank in them that becomes the next level's threshold. */
export interface Level {
  readonly stride: number;
  readonly tiles: number;
  readonly rank: number;
  /** Most notes of a row. */
  readonly capacity: number;
}

/** Which columns are searched to find thresholds, and the rank in them that becomes the threshold; last, all of them. */
export function sampleLevels(columns: number, k: number): Level[] {
  const tilesOf = (stride: number) => Math.ceil(columns / (TILE_COLUMNS * stride));
  const levels: Level[] = [];
  const wanted = 1.5 * k;
  if (columns > 4 * wanted && columns >= 4096) {
    // Some 512 of 60,000 columns, and of more as large a share: a smaller one says too little of the next threshold.
    const coarse = Math.min(Math.ceil(columns / 512) | 1, 119);
    // Odd: MNIST's order has a period of ten, and every eighth image is no fair sample of it.
    const fine = 7;
    const fineRank = Math.ceil(wanted / fine);
    const expected = fineRank * fine / coarse;
    levels.push(
      // A margin of two and a half standard deviations, so that the second sample rarely runs short.
      {
        stride: coarse,
        tiles: tilesOf(coarse),
        rank: Math.ceil(expected + 2.5 * Math.sqrt(expected)) + 1,
        capacity: tilesOf(coarse) * TILE_COLUMNS,
      },
      { stride: fine, tiles: tilesOf(fine), rank: fineRank, capacity: 4 * fineRank },
    );
  }
  // Without a sample everything is noted.
  const capacity = levels.length > 0 ? Math.max(512, Math.ceil(2.5 * k / 64) * 64) : tilesOf(1) * TILE_COLUMNS;
  levels.push({ stride: 1, tiles: tilesOf(1), rank: 0, capacity });
  return levels;
}

/**
 * Winograd's minimal filtering F(2x2, 3x3) as WGSL text: 16 multiplications where the direct form takes 36, and its
 * output tile is exactly one pool window.
 *
 * Source: Lavin & Gray, "Fast algorithms for convolutional neural networks" (2016), section 4.1.
 *
 * @module
 */
import { range } from "../wgsl.ts";

/** Rows, and columns, of the transformed tile. */
export const TILE = 4;
/** Values of the transformed tile. */
export const TILE_VALUES = TILE * TILE;

/** B^T applied to four values. */
export function inputRow(d: readonly string[]): string[] {
  return [`${d[0]} - ${d[2]}`, `${d[1]} + ${d[2]}`, `${d[2]} - ${d[1]}`, `${d[1]} - ${d[3]}`];
}

/**
 * Transforms the overlapping 4x4 tiles of a patch; tiles of one row share the transform of their columns.
 *
 * @param pixel Names the patch's value at a row and column.
 * @param prefix Starts the name of every value declared.
 * @param rows Tiles from top to bottom; the patch has 2 rows + 2 rows.
 * @param columns Tiles from left to right.
 * @returns statements that declare `${prefix}_${tile}_${value}` for each tile, row by row.
 */
export function transformInput(
  pixel: (row: number, column: number) => string,
  prefix: string,
  rows: number,
  columns: number,
): string {
  const out: string[] = [];
  for (let tileRow = 0; tileRow < rows; tileRow++) {
    for (let column = 0; column < 2 * columns + 2; column++) {
      inputRow(range(TILE).map((i) => pixel(2 * tileRow + i, column))).forEach((expression, i) =>
        out.push(`let ${prefix}t${tileRow}_${i}_${column} = ${expression};`)
      );
    }
    for (let tileColumn = 0; tileColumn < columns; tileColumn++) {
      for (const i of range(TILE)) {
        inputRow(range(TILE).map((j) => `${prefix}t${tileRow}_${i}_${2 * tileColumn + j}`)).forEach((expression, j) =>
          out.push(`let ${prefix}_${tileRow * columns + tileColumn}_${i * TILE + j} = ${expression};`)
        );
      }
    }
  }
  return out.join("\n");
}

/**
 * Transforms a tile of products back to 2x2 outputs.
 *
 * @param product Names the tile's value.
 * @param prefix Starts the name of every value declared.
 * @returns statements that declare `${prefix}_0` to `${prefix}_3`, row by row.
 */
export function transformOutput(product: (value: number) => string, prefix: string): string {
  const out: string[] = [];
  for (const j of range(TILE)) {
    const column = (i: number) => product(i * TILE + j);
    out.push(`let ${prefix}a${j} = ${column(0)} + ${column(1)} + ${column(2)};`);
    out.push(`let ${prefix}b${j} = ${column(1)} - ${column(2)} - ${column(3)};`);
  }
  ["a", "b"].forEach((row, i) => {
    out.push(`let ${prefix}_${2 * i} = ${prefix}${row}0 + ${prefix}${row}1 + ${prefix}${row}2;`);
    out.push(`let ${prefix}_${2 * i + 1} = ${prefix}${row}1 - ${prefix}${row}2 - ${prefix}${row}3;`);
  });
  return out.join("\n");
}

/**
 * Statements that transform nine weights `tap(0..8)` to the sixteen values `${prefix}_0..15`: G g G^T.
 *
 * @param tap Names a weight, row by row.
 */
export function transformFilter(tap: (i: number) => string, prefix: string): string {
  const out: string[] = [];
  for (const x of range(3)) {
    const [a, b, c] = [tap(x), tap(3 + x), tap(6 + x)];
    out.push(`let ${prefix}g0_${x} = ${a};`);
    out.push(`let ${prefix}g1_${x} = 0.5 * (${a} + ${b} + ${c});`);
    out.push(`let ${prefix}g2_${x} = 0.5 * (${a} - ${b} + ${c});`);
    out.push(`let ${prefix}g3_${x} = ${c};`);
  }
  for (const i of range(TILE)) {
    const [a, b, c] = range(3).map((x) => `${prefix}g${i}_${x}`);
    out.push(`let ${prefix}_${i * TILE} = ${a};`);
    out.push(`let ${prefix}_${i * TILE + 1} = 0.5 * (${a} + ${b} + ${c});`);
    out.push(`let ${prefix}_${i * TILE + 2} = 0.5 * (${a} - ${b} + ${c});`);
    out.push(`let ${prefix}_${i * TILE + 3} = ${c};`);
  }
  return out.join("\n");
}

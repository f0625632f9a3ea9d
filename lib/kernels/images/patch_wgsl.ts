/**
 * How a layer's kernels load the patch of an image that lies below a block of windows.
 *
 * @module
 */
import { type ConvPoolShape, convPoolSizes, packedRowWords } from "../conv_pool/shape.ts";
import type { PlaneStorage } from "../planes.ts";
import { component, range } from "../wgsl.ts";
import { STACKED_ROWS, stackedRows } from "./pack.ts";
import { chooseImage } from "./store.ts";

/** Windows that are computed at once. */
interface Block {
  readonly blockRows: number;
  readonly blockColumns: number;
}

/**
 * Statements that find the image of `lane` and load the patch below the block of windows at `top` and `left`, as floats 0 to
 * 255: `d${y}_${x}`. From a buffer word by word, from a texture in stacks of four rows.
 */
export function loadImagePatch(storage: PlaneStorage, shape: ConvPoolShape, block: Block): string {
  return `${findImage(storage, shape)}\n${loadPatch(storage, shape, block)}`;
}

/** The first of these statements, those that find the image. */
export function findImage(storage: PlaneStorage, shape: ConvPoolShape): string {
  const { paddedSide } = convPoolSizes(shape);
  const rows = storage === "buffer" ? paddedSide : stackedRows(paddedSide) / STACKED_ROWS;
  return chooseImage(storage, rows * packedRowWords(paddedSide));
}

/**
 * The others, for an image that was found before.
 *
 * @param inside Names a condition without which all pixels are 0.
 */
export function loadPatch(storage: PlaneStorage, shape: ConvPoolShape, block: Block, inside?: string): string {
  const { paddedSide, pooledSide } = convPoolSizes(shape);
  const rowWords = packedRowWords(paddedSide);
  const [rows, columns] = [2 * block.blockRows + 2, 2 * block.blockColumns + 2];
  // A window is two pixels high and wide: an odd one begins in the middle of a stack or word, and needs another two pixels.
  const [oddRows, oddColumns] = [block.blockRows, block.blockColumns].map((size) => (size | pooledSide) % 2 === 1);
  const wordColumns = range(Math.ceil((columns + (oddColumns ? 2 : 0)) / 4));
  const word = (y: number, x: number) => `${inside ? "inside" : "word"}${y}_${x >> 2} >> ${8 * (x % 4)}u`;
  const masks = inside
    ? range(rows).flatMap((y) => wordColumns.map((i) => `let inside${y}_${i} = select(0u, word${y}_${i}, ${inside});`))
    : [];
  const pixels = range(rows).flatMap((y) =>
    range(columns).map((x) => {
      const bits = oddColumns ? `select(${word(y, x)}, ${word(y, x + 2)}, oddLeft)` : `(${word(y, x)})`;
      return `let d${y}_${x} = f32(${bits} & 255u);`;
    })
  );
  // The last word may lie beyond the row or the image: what is loaded there is not used, and never out of bounds of the texture
  // or buffer in a way that WebGPU does not define.
  const words = storage === "buffer"
    ? range(rows).flatMap((y) =>
      wordColumns.map((i) =>
        `let word${y}_${i} = source[imageStart + (2u * top + ${y}u) * ${rowWords}u + left / 2u + ${i}u];`
      )
    )
    : stackedWords(rows, wordColumns, rowWords, oddRows!);
  return [
    ...(oddColumns ? ["let oddLeft = left % 2u == 1u;"] : []),
    ...words,
    ...masks,
    ...pixels,
  ].join("\n");
}

/** Statements that load the words `word${y}_${i}` of a patch in stacks. */
function stackedWords(rows: number, columns: readonly number[], rowWords: number, oddRows: boolean): string[] {
  const stacks = range(Math.ceil((rows + (oddRows ? 2 : 0)) / STACKED_ROWS)).flatMap((stack) =>
    columns.map((i) => {
      const x = `imageStart + (top / 2u + ${stack}u) * ${rowWords}u + left / 2u + ${i}u`;
      return `let stack${stack}_${i} = textureLoad(source, vec2u(${x}, imageRow), 0, 0);`;
    })
  );
  const word = (y: number, i: number) => `stack${Math.floor(y / STACKED_ROWS)}_${i}.${component(y)}`;
  const words = range(rows).flatMap((y) =>
    columns.map((i) =>
      `let word${y}_${i} = ${oddRows ? `select(${word(y, i)}, ${word(y + 2, i)}, oddTop)` : word(y, i)};`
    )
  );
  return [...stacks, ...(oddRows ? ["let oddTop = top % 2u == 1u;"] : []), ...words];
}

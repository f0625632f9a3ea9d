/**
 * The most similar images of every image by the cosine of their features: blocked products on the GPU, exact selection.
 *
 * @module
 */
import type { Gpu } from "../gpu/gpu.ts";
import { candidatesWgsl } from "./candidates_wgsl.ts";
import { TEXTURE_WIDTH } from "./gradient_layout.ts";
import { COMPONENTS } from "./principal_components.ts";
import { selectLeast } from "./select_least.ts";

/** Stands for no candidate. */
export const ABSENT = 0xffffffff;

/** Compiling takes time that grows with the square of this, and more would gain little. */
const TILE_COLUMNS = 64;
const CHUNK_ROWS = 8192;
/** Every cosine exceeds it. */
const BELOW_ALL = -1e9;
/** Column indices in a sort key. */
const KEY_BASE = 2 ** 24;

/** One search. */
export interface CandidateSearch {
  /** i16 [rows, 64]. */
  readonly rows: Int16Array<ArrayBuffer>;
  /** i16 [columns, 64]. */
  readonly columns: Int16Array<ArrayBuffer>;
  /** Candidates of a row. */
  readonly k: number;
  /** Rows and columns are the same images, and none is its own candidate. */
  readonly excludeSelf: boolean;
}

/**
 * The `k` columns of highest cosine of one row: the reference, and the way out for rows that the kernel's notes do not settle.
 *
 * @returns Column indices in no particular order; fewer than `k` if there are not as many. Of equals, those of lowest index.
 */
export function candidatesOfRow(search: CandidateSearch, row: number): Uint32Array {
  const { rows, columns, k, excludeSelf } = search;
  const count = columns.length / COMPONENTS;
  const keys = new Float64Array(count);
  let found = 0;
  for (let column = 0; column < count; column++) {
    if (excludeSelf && column === row) continue;
    let cosine = 0;
    for (let i = 0; i < COMPONENTS; i++) cosine += rows[row * COMPONENTS + i]! * columns[column * COMPONENTS + i]!;
    keys[found++] = column - cosine * KEY_BASE;
  }
  return columnsOfLeast(keys, found, k);
}

function columnsOfLeast(keys: Float64Array, count: number, k: number): Uint32Array {
  const kept = Math.min(k, count);
  selectLeast(keys, count, kept);
  const best = new Uint32Array(kept);
  for (let i = 0; i < kept; i++) best[i] = keys[i]! - Math.floor(keys[i]! / KEY_BASE) * KEY_BASE;
  return best;
}

/**
 * Candidates of all rows, a chunk of rows at a time.
 *
 * Thresholds come from samples of the columns: two small searches, the second within what the first lets through, tell
 * above which cosine about half as many again as are wanted will lie. What lies above is noted on the GPU and the best
 * `k` are selected from the notes; should there be fewer, or more than fit, that row is searched on the host.
 *
 * @param onChunk Receives the first row of a chunk and u32 [rows of the chunk, k], in no particular order, {@linkcode ABSENT} where there are fewer.
 */
export async function searchCandidates(
  gpu: Gpu,
  search: CandidateSearch,
  onChunk: (firstRow: number, candidates: Uint32Array<ArrayBuffer>) => Promise<void>,
): Promise<{ rowsOnHost: number }> {
  const { k } = search;
  const rowCount = search.rows.length / COMPONENTS;
  const columnCount = search.columns.length / COMPONENTS;
  const capacity = Math.max(512, Math.ceil(k * 2.5 / 64) * 64);
  const groupRows = Math.min(1024, gpu.device.limits.maxComputeInvocationsPerWorkgroup);
  const pipeline = await gpu.pipeline(
    "candidates",
    candidatesWgsl({ rows: groupRows, columns: TILE_COLUMNS, capacity }),
  );
  const chunkRows = Math.min(CHUNK_ROWS, Math.ceil(rowCount / groupRows) * groupRows);
  const textures = [featureTexture(gpu, search.rows), featureTexture(gpu, search.columns)] as const;
  const buffers = {
    thresholds: gpu.buffer(chunkRows * 4, "thresholds"),
    counts: gpu.buffer(chunkRows * 4, "counts of notes"),
    cosines: gpu.buffer(chunkRows * capacity * 4, "cosines"),
    found: gpu.buffer(chunkRows * capacity * 4, "columns found"),
  };
  const levels = sampleLevels(columnCount, k);
  const tileBytes = gpu.device.limits.minStorageBufferOffsetAlignment;
  const tiles = gpu.buffer(Math.max(...levels.map(({ tiles }) => tiles)) * tileBytes, "tiles");
  const views = textures.map((texture) => texture.createView());
  let rowsOnHost = 0;
  try {
    for (let firstRow = 0; firstRow < rowCount; firstRow += chunkRows) {
      const rows = Math.min(chunkRows, rowCount - firstRow);
      const thresholds = new Float32Array(rows).fill(BELOW_ALL);
      const keys = new Float64Array(capacity);
      for (const level of levels) {
        gpu.write(buffers.thresholds, thresholds);
        gpu.write(buffers.counts, new Uint32Array(chunkRows));
        const words = new Uint32Array(level.tiles * tileBytes / 4);
        for (let tile = 0; tile < level.tiles; tile++) {
          words.set(
            [tile * TILE_COLUMNS * level.stride, level.stride, columnCount, firstRow, rows, Number(search.excludeSelf)],
            tile * tileBytes / 4,
          );
        }
        gpu.write(tiles, words);
        for (let tile = 0; tile < level.tiles; tile += 64) {
          gpu.submit(
            Array.from({ length: Math.min(64, level.tiles - tile) }, (_, i) => ({
              pipeline,
              bindings: gpu.device.createBindGroup({
                layout: pipeline.getBindGroupLayout(0),
                entries: [
                  { binding: 0, resource: views[0]! },
                  { binding: 1, resource: views[1]! },
                  ...[buffers.thresholds, buffers.counts, buffers.cosines, buffers.found].map((buffer, b) => ({
                    binding: b + 2,
                    resource: { buffer },
                  })),
                  { binding: 6, resource: { buffer: tiles, offset: (tile + i) * tileBytes, size: 32 } },
                ],
              }),
              workgroups: [Math.ceil(rows / groupRows), 1, 1] as const,
            })),
          );
        }
        const [counts, cosines, found] = await Promise.all([
          gpu.readWords(buffers.counts, rows),
          gpu.readFloats(buffers.cosines, rows * capacity),
          gpu.readWords(buffers.found, rows * capacity),
        ]);
        const rowKeys = (row: number) => {
          const count = Math.min(counts[row]!, capacity);
          for (let i = 0; i < count; i++) {
            keys[i] = found[row * capacity + i]! - cosines[row * capacity + i]! * KEY_BASE;
          }
          return count;
        };
        if (level.rank > 0) {
          for (let row = 0; row < rows; row++) {
            const count = rowKeys(row);
            if (count < level.rank || counts[row]! > capacity) continue;
            selectLeast(keys, count, level.rank);
            const worst = keys.subarray(0, level.rank).reduce((a, b) => Math.max(a, b), -Infinity);
            thresholds[row] = -Math.floor(worst / KEY_BASE) - 1;
          }
        } else {
          const chosen = new Uint32Array(rows * k).fill(ABSENT);
          for (let row = 0; row < rows; row++) {
            const settled = counts[row]! <= capacity && (counts[row]! >= k || thresholds[row] === BELOW_ALL);
            if (!settled) rowsOnHost++;
            const best = settled ? columnsOfLeast(keys, rowKeys(row), k) : candidatesOfRow(search, firstRow + row);
            chosen.set(best, row * k);
          }
          await onChunk(firstRow, chosen);
        }
      }
    }
  } finally {
    gpu.release(tiles, ...Object.values(buffers));
    for (const texture of textures) texture.destroy();
  }
  return { rowsOnHost };
}

/** Which columns are searched to find thresholds, and the rank in them that becomes the threshold; last, all of them. */
function sampleLevels(columns: number, k: number): { stride: number; tiles: number; rank: number }[] {
  const tilesOf = (stride: number) => Math.ceil(columns / (TILE_COLUMNS * stride));
  const levels = [];
  const wanted = 1.5 * k;
  if (columns > 4 * wanted && columns >= 4096) {
    const coarse = Math.ceil(columns / 512) | 1;
    // Odd: MNIST's order has a period of ten, and every eighth image is no fair sample of it.
    const fine = 7;
    const fineRank = Math.ceil(wanted / fine);
    const expected = fineRank / (columns / fine) * 512;
    levels.push(
      // A margin of two and a half standard deviations, so that the second sample rarely runs short.
      { stride: coarse, tiles: tilesOf(coarse), rank: Math.ceil(expected + 2.5 * Math.sqrt(expected)) + 1 },
      { stride: fine, tiles: tilesOf(fine), rank: fineRank },
    );
  }
  levels.push({ stride: 1, tiles: tilesOf(1), rank: 0 });
  return levels;
}

function featureTexture(gpu: Gpu, features: Int16Array): GPUTexture {
  const texels = features.length / 8;
  const rows = Math.ceil(texels / TEXTURE_WIDTH);
  const texture = gpu.device.createTexture({
    size: [TEXTURE_WIDTH, rows],
    format: "rgba32uint",
    usage: GPUTextureUsage.TEXTURE_BINDING | GPUTextureUsage.COPY_DST,
  });
  const padded = new Int16Array(rows * TEXTURE_WIDTH * 8);
  padded.set(features);
  gpu.device.queue.writeTexture({ texture }, padded, { bytesPerRow: TEXTURE_WIDTH * 16 }, [TEXTURE_WIDTH, rows]);
  return texture;
}

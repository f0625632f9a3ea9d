/**
 * The most similar images of every image by the cosine of their features: blocked products on the GPU, exact selection.
 *
 * @module
 */
import type { Gpu } from "../gpu/gpu.ts";
import { type CandidatesPlan, candidatesWgsl } from "./candidates_wgsl.ts";
import { compileOnce } from "./compiled.ts";
import { TEXTURE_WIDTH } from "./gradient_layout.ts";
import { COMPONENTS } from "./principal_components.ts";
import { type Level, sampleLevels, TILE_COLUMNS } from "./sample_levels.ts";
import { selectLeast } from "./select_least.ts";

/** Stands for no candidate. */
export const ABSENT = 0xffffffff;

const CHUNK_ROWS = 4096;
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
 * How the kernel is generated.
 *
 * @param invocations Of a workgroup, at most.
 */
export function candidatesPlan(invocations: number): CandidatesPlan {
  return { rows: Math.min(1024, invocations), columns: TILE_COLUMNS };
}

/**
 * Candidates of all rows, a chunk of rows at a time, two chunks under way.
 *
 * Thresholds come from samples of the columns: two small searches, the second within what the first lets through, tell
 * above which cosine about half as many again as are wanted will lie. What lies above is noted on the GPU and the best
 * `k` are selected from the notes; should there be fewer, or more than fit, that row is searched on the host.
 *
 * @param onChunk Receives the first row of a chunk and u32 [rows of the chunk, k], {@linkcode ABSENT} last where there are
 * fewer. Chunks may come in any order.
 * @returns How many rows were searched on the host.
 */
export async function searchCandidates(
  gpu: Gpu,
  search: CandidateSearch,
  onChunk: (firstRow: number, candidates: Uint32Array<ArrayBuffer>) => Promise<void>,
): Promise<{ rowsOnHost: number }> {
  const rowCount = search.rows.length / COMPONENTS;
  const plan = candidatesPlan(gpu.device.limits.maxComputeInvocationsPerWorkgroup);
  const groupRows = plan.rows;
  const pipeline = await compileOnce(gpu, "candidates", candidatesWgsl(plan));
  const chunkRows = Math.min(CHUNK_ROWS, Math.ceil(rowCount / groupRows) * groupRows);
  const textures = [featureTexture(gpu, search.rows), featureTexture(gpu, search.columns)] as const;
  const levels = sampleLevels(search.columns.length / COMPONENTS, search.k);
  const context: Context = { gpu, search, pipeline, textures, levels, groupRows, chunkRows };
  let next = 0;
  let rowsOnHost = 0;
  const work = async () => {
    const worker = gpu.allOrNothing(() => new ChunkSearch(context));
    try {
      while (next < rowCount) {
        const firstRow = next;
        next += chunkRows;
        const found = await worker.run(firstRow, Math.min(chunkRows, rowCount - firstRow));
        rowsOnHost += found.rowsOnHost;
        await onChunk(firstRow, found.chosen);
      }
    } finally {
      worker.dispose();
    }
  };
  try {
    await Promise.all([work(), work()]);
  } finally {
    for (const texture of textures) texture.destroy();
  }
  return { rowsOnHost };
}

interface Context {
  readonly gpu: Gpu;
  readonly search: CandidateSearch;
  readonly pipeline: GPUComputePipeline;
  readonly textures: readonly [GPUTexture, GPUTexture];
  readonly levels: readonly Level[];
  readonly groupRows: number;
  readonly chunkRows: number;
}

/** Buffers of a chunk of rows, and the search of one chunk after another. */
class ChunkSearch {
  readonly #context: Context;
  readonly #buffers: Readonly<Record<"thresholds" | "counts" | "cosines" | "found" | "tiles", GPUBuffer>>;
  readonly #bindings: readonly GPUBindGroup[];
  readonly #keys: Float64Array;

  constructor(context: Context) {
    const { gpu, pipeline, textures, levels, chunkRows } = context;
    const capacity = Math.max(...levels.map((level) => level.capacity));
    this.#context = context;
    this.#keys = new Float64Array(capacity);
    const mostTiles = Math.max(...levels.map(({ tiles }) => tiles));
    const buffers = {
      thresholds: gpu.buffer(chunkRows * 4, "thresholds"),
      counts: gpu.buffer(chunkRows * 4, "counts of notes"),
      cosines: gpu.buffer(chunkRows * capacity * 4, "cosines"),
      found: gpu.buffer(chunkRows * capacity * 4, "columns found"),
      tiles: gpu.buffer(mostTiles * this.#tileBytes, "tiles"),
    };
    this.#buffers = buffers;
    this.#bindings = Array.from({ length: mostTiles }, (_, tile) =>
      gpu.device.createBindGroup({
        layout: pipeline.getBindGroupLayout(0),
        entries: [
          ...textures.map((texture, binding) => ({ binding, resource: texture.createView() })),
          ...[buffers.thresholds, buffers.counts, buffers.cosines, buffers.found].map((buffer, i) => ({
            binding: i + 2,
            resource: { buffer },
          })),
          { binding: 6, resource: { buffer: buffers.tiles, offset: tile * this.#tileBytes, size: 32 } },
        ],
      }));
  }

  get #tileBytes(): number {
    return this.#context.gpu.device.limits.minStorageBufferOffsetAlignment;
  }

  async run(firstRow: number, rows: number): Promise<{ chosen: Uint32Array<ArrayBuffer>; rowsOnHost: number }> {
    const { search, levels } = this.#context;
    const thresholds = new Float32Array(rows).fill(BELOW_ALL);
    for (const level of levels.slice(0, -1)) {
      const notes = await this.#note(level, thresholds, firstRow, rows);
      for (let row = 0; row < rows; row++) {
        if (notes.counts[row]! < level.rank || notes.counts[row]! > level.capacity) continue;
        selectLeast(this.#keys, this.#readKeys(notes, row), level.rank);
        let worst = -Infinity;
        for (let i = 0; i < level.rank; i++) worst = Math.max(worst, this.#keys[i]!);
        thresholds[row] = -Math.floor(worst / KEY_BASE) - 1;
      }
    }
    const last = levels.at(-1)!;
    const notes = await this.#note(last, thresholds, firstRow, rows);
    const chosen = new Uint32Array(rows * search.k).fill(ABSENT);
    let rowsOnHost = 0;
    for (let row = 0; row < rows; row++) {
      const count = notes.counts[row]!;
      const settled = count <= last.capacity && (count >= search.k || thresholds[row] === BELOW_ALL);
      if (!settled) rowsOnHost++;
      chosen.set(
        settled
          ? columnsOfLeast(this.#keys, this.#readKeys(notes, row), search.k)
          : candidatesOfRow(search, firstRow + row),
        row * search.k,
      );
    }
    return { chosen, rowsOnHost };
  }

  dispose(): void {
    this.#context.gpu.release(...Object.values(this.#buffers));
  }

  /** Notes what exceeds the thresholds among a level's columns. */
  async #note(level: Level, thresholds: Float32Array<ArrayBuffer>, firstRow: number, rows: number): Promise<Notes> {
    const { gpu, search, pipeline, groupRows, chunkRows } = this.#context;
    const { capacity } = level;
    const words = new Uint32Array(level.tiles * this.#tileBytes / 4);
    const columns = search.columns.length / COMPONENTS;
    for (let tile = 0; tile < level.tiles; tile++) {
      const first = tile * TILE_COLUMNS * level.stride;
      words.set(
        [first, level.stride, columns, firstRow, rows, Number(search.excludeSelf), capacity],
        tile * this.#tileBytes / 4,
      );
    }
    gpu.write(this.#buffers.tiles, words);
    gpu.write(this.#buffers.thresholds, thresholds);
    gpu.write(this.#buffers.counts, new Uint32Array(chunkRows));
    gpu.submit(
      this.#bindings.slice(0, level.tiles).map((bindings) => ({
        pipeline,
        bindings,
        workgroups: [Math.ceil(rows / groupRows), 1, 1],
      })),
    );
    const [counts, cosines, found] = await Promise.all([
      gpu.readWords(this.#buffers.counts, rows),
      gpu.readFloats(this.#buffers.cosines, rows * capacity),
      // A sample's threshold needs no columns.
      level.rank === 0 ? gpu.readWords(this.#buffers.found, rows * capacity) : undefined,
    ]);
    return { counts, cosines, found, capacity };
  }

  /** Sort keys of a row's notes: high cosines first, then low columns. */
  #readKeys({ counts, cosines, found, capacity }: Notes, row: number): number {
    const count = Math.min(counts[row]!, capacity);
    for (let i = 0; i < count; i++) {
      // Where columns were not read, notes are told apart by their order, which is the columns'.
      this.#keys[i] = (found?.[row * capacity + i] ?? i) - cosines[row * capacity + i]! * KEY_BASE;
    }
    return count;
  }
}

interface Notes {
  readonly counts: Uint32Array;
  readonly cosines: Float32Array;
  readonly found: Uint32Array | undefined;
  readonly capacity: number;
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

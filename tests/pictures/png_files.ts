/** Makes PNG files of every kind for tests. */
import { crc32, deflateSync } from "node:zlib";
import { concat } from "../data/idx_files.ts";

/** What a PNG is made of. */
export interface PngParts {
  readonly width: number;
  readonly height: number;
  /** Bits a sample. */
  readonly depth: number;
  /** 0 grey, 2 RGB, 3 palette, 4 grey with opacity, 6 RGB with opacity. */
  readonly colourType: number;
  readonly interlaced?: boolean;
  /** [height, width, samples of a pixel] */
  readonly samples: readonly number[];
  /** Chunks before the pixels, such as a palette. */
  readonly before?: readonly Uint8Array[];
  /** Chunks after the pixels. */
  readonly after?: readonly Uint8Array[];
}

/** Samples of a pixel by colour type. */
export const CHANNELS: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** Adam7's passes: first column and row, and the way to the next. Source: PNG specification, section 8. */
const PASSES = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]];

/** A chunk with its length and checksum. */
export function chunk(type: string, data: Uint8Array | readonly number[]): Uint8Array {
  const body = concat(new TextEncoder().encode(type), data);
  return concat(bigEndian(data.length, 4), body, bigEndian(crc32(body), 4));
}

/** A PNG file. */
export function pngFile(parts: PngParts): Uint8Array {
  const { width, height, depth, colourType, interlaced = false, before = [], after = [] } = parts;
  const passes = interlaced ? PASSES : [[0, 0, 1, 1]];
  const rows = passes.flatMap(([left, top, across, down]) => {
    const columns = stepped(left!, width, across!);
    return columns.length === 0 ? [] : stepped(top!, height, down!).map((y) => row(parts, y, columns));
  });
  return concat(
    [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
    chunk("IHDR", [...bigEndian(width, 4), ...bigEndian(height, 4), depth, colourType, 0, 0, Number(interlaced)]),
    ...before,
    chunk("IDAT", new Uint8Array(deflateSync(concat(...rows)))),
    ...after,
    chunk("IEND", []),
  );
}

/** A row without a filter, its samples packed. */
function row({ width, depth, colourType, samples }: PngParts, y: number, columns: readonly number[]): Uint8Array {
  const channels = CHANNELS[colourType]!;
  const bits = columns.flatMap((x) => samples.slice((y * width + x) * channels, (y * width + x + 1) * channels))
    .map((sample) => sample.toString(2).padStart(depth, "0")).join("");
  return Uint8Array.from([0, ...(bits.match(/.{1,8}/g) ?? []).map((byte) => parseInt(byte.padEnd(8, "0"), 2))]);
}

function stepped(from: number, to: number, by: number): number[] {
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / by)) }, (_, i) => from + i * by);
}

/** A whole number in some bytes. */
export function bigEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, i) => Math.floor(value / 256 ** (bytes - 1 - i)) % 256);
}

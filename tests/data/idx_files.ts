/** Makes small IDX files for tests. */
import { dirname } from "node:path";
import { gzipSync } from "node:zlib";

/** Bytes of one piece after the other. */
export function concat(...pieces: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(pieces.flatMap((piece) => [...piece]));
}

/** An IDX header: the magic number's last two bytes, then the sizes. */
export function header(type: number, dimensions: number, ...sizes: number[]): Uint8Array {
  return concat([0, 0, type, dimensions], sizes.flatMap((size) => [size >>> 24, size >>> 16, size >>> 8, size]));
}

/** A sound image file; pixel p of image n is n + p modulo 256. */
export function imagesFile(count: number): Uint8Array {
  return concat(
    header(8, 3, count, 28, 28),
    Uint8Array.from({ length: count * 784 }, (_, index) => Math.floor(index / 784) + index % 784),
  );
}

/** A sound label file. */
export function labelsFile(labels: readonly number[]): Uint8Array {
  return concat(header(8, 1, labels.length), labels);
}

/** The labels 0 to 9 over and over. */
export function cyclicLabels(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index % 10);
}

/** Compresses, as a Uint8Array. */
export function gzip(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(gzipSync(bytes));
}

/** The four files of a sound set of 20 training and 12 test images, by standard name. */
export function soundFiles(): Record<string, Uint8Array> {
  return {
    "train-images-idx3-ubyte": imagesFile(20),
    "train-labels-idx1-ubyte": labelsFile(cyclicLabels(20)),
    "t10k-images-idx3-ubyte": imagesFile(12),
    "t10k-labels-idx1-ubyte": labelsFile(cyclicLabels(12)),
  };
}

/** Runs a body with a temporary folder that holds some files, and deletes the folder. */
export async function withFolder(
  files: Readonly<Record<string, Uint8Array>>,
  body: (dir: string) => Promise<void>,
): Promise<void> {
  const dir = await Deno.makeTempDir({ prefix: "tenshot-data-" });
  try {
    for (const [name, bytes] of Object.entries(files)) {
      await Deno.mkdir(dirname(`${dir}/${name}`), { recursive: true });
      await Deno.writeFile(`${dir}/${name}`, bytes);
    }
    await body(dir);
  } finally {
    await Deno.remove(dir, { recursive: true });
  }
}

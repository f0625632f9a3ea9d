import type { decode } from "@cwasm/lodepng";
import type { Picture } from "./picture.ts";

/**
 * Decodes a PNG: grey, colours or a palette of 1 to 16 bits, with opacity or not, interlaced or not.
 *
 * @param checkSize Called before anything is unpacked; throws if the picture is too large.
 * @throws {Error} If it is damaged.
 */
export async function decodePng(
  bytes: Uint8Array,
  checkSize: (width: number, height: number) => void,
): Promise<Picture> {
  if (bytes.length < 24) throw new Error(`a header truncated after ${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  checkSize(view.getUint32(16), view.getUint32(20));
  // Its module reads a file when it is imported, for which not everybody has the permission who imports this project.
  const { decode } = await import("@cwasm/lodepng");
  const { width, height, data } = decodeWhole(decode, bytes);
  return { width, height, rgba: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function decodeWhole(read: typeof decode, bytes: Uint8Array): ReturnType<typeof decode> {
  try {
    return read(bytes);
  } catch (cause) {
    // The decoder says of every fault no more than that it failed.
    throw new Error("a wrong checksum, or not all of it", { cause });
  }
}

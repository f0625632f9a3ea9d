import { gunzipSync } from "node:zlib";

/** What `gunzipSync` returns with the option `info`. */
interface GunzipResult {
  readonly buffer: Uint8Array;
  /** `bytesWritten`: compressed bytes that were consumed. */
  readonly engine: { readonly bytesWritten: number };
}

/**
 * Decompresses a file's bytes if they are gzip data; other bytes come back as they are.
 *
 * @param bytes The file's bytes.
 * @param fileName Names the file in errors.
 * @returns The uncompressed bytes.
 * @throws {SyntaxError} If the gzip data is truncated, corrupt or followed by bytes other than zeros.
 */
export function gunzipIfCompressed(bytes: Uint8Array, fileName: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  let result: GunzipResult;
  try {
    result = gunzipSync(bytes, { info: true }) as unknown as GunzipResult;
  } catch (error) {
    throw new SyntaxError(`Decompressing ${fileName}: ${describeProblem(error)}`, { cause: error });
  }
  // Zero bytes after the data end it without an error: tapes and disk images fill their last block so, and gzip reads it.
  const trailing = bytes.subarray(result.engine.bytesWritten);
  if (trailing.some((byte) => byte !== 0)) {
    throw new SyntaxError(
      `Decompressing ${fileName}: found ${trailing.length} trailing bytes, wanted none after the gzip data but zeros`,
    );
  }
  const { buffer, byteOffset, byteLength } = result.buffer;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

function describeProblem(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string };
  if (code === "Z_BUF_ERROR") return "found truncated gzip data, wanted all of it";
  // The first header was seen to be right, so this is about bytes after the first member.
  if (message === "incorrect header check") return "found trailing bytes, wanted none after the gzip data";
  return `found corrupt gzip data (${message}), wanted a sound file`;
}

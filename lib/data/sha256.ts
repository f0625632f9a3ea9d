import { createHash } from "node:crypto";

/**
 * The SHA-256 of some bytes.
 *
 * @param bytes Any bytes.
 * @returns Their SHA-256 in lower-case hexadecimal.
 */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

const APP1 = 0xe1;
const START_OF_SCAN = 0xda;
const ORIENTATION = 0x0112;
const EXIF = [..."Exif\0\0"].map((letter) => letter.charCodeAt(0));

/**
 * How a JPEG is to be turned before it is looked at: phones store photographs as the sensor lies.
 *
 * Source: Exif 2.3, sections 4.5 (structure) and 4.6.4 (orientation).
 *
 * @returns 1 (as it is) to 8; 1 where the file does not say.
 */
export function exifOrientation(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (let at = 2; bytes[at] === 0xff && bytes[at + 1] !== START_OF_SCAN; at += 2 + view.getUint16(at + 2)) {
      const isExif = bytes[at + 1] === APP1 && EXIF.every((byte, i) => bytes[at + 4 + i] === byte);
      if (isExif) return orientationOf(new DataView(bytes.buffer, bytes.byteOffset + at + 4 + EXIF.length));
    }
  } catch {
    // Damaged notes about a picture do not make the picture unreadable.
  }
  return 1;
}

/** @param tiff The notes, which begin with their byte order. */
function orientationOf(tiff: DataView): number {
  const littleEndian = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, littleEndian);
  const entries = tiff.getUint16(directory, littleEndian);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + 12 * entry;
    if (tiff.getUint16(at, littleEndian) !== ORIENTATION) continue;
    const value = tiff.getUint16(at + 8, littleEndian);
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

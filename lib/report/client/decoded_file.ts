import type { Picture } from "../../pictures/picture.ts";
import { checkPictureSize, damagedPicture, pictureKind } from "../../pictures/picture_kind.ts";

/** A picture file is looked at in at most this many pixels a side: browsers hold no canvas of any size. */
const LARGEST_SIDE = 4096;

/**
 * Decodes a picture file as `predict` does: PNG and JPEG alone, colours as they are stored, turned as its Exif data say.
 *
 * @throws {SyntaxError} If it is neither, or is damaged.
 * @throws {RangeError} If it has too many pixels.
 */
export async function decodedFile(file: File): Promise<Picture> {
  pictureKind(new Uint8Array(await file.slice(0, 16).arrayBuffer()), file.name);
  const bitmap = await createImageBitmap(file, { colorSpaceConversion: "none", premultiplyAlpha: "none" })
    .catch((cause: unknown) => {
      throw damagedPicture(file.name, "a wrong checksum, or not all of it", cause);
    });
  checkPictureSize(bitmap.width, bitmap.height, file.name);
  const scale = Math.min(1, LARGEST_SIDE / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("Reading a picture: found no 2D canvas, wanted one");
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  const { width, height, data } = context.getImageData(0, 0, canvas.width, canvas.height);
  return { width, height, rgba: new Uint8Array(data.buffer) };
}

import { loadMagick } from "../../lib/pictures/decode_jpeg.ts";
import type { Picture } from "../../lib/pictures/picture.ts";

/** A picture as a JPEG, without colour sampling; quality to 100. */
export async function jpegFile({ width, height, rgba }: Picture, quality: number): Promise<Uint8Array> {
  const { ImageMagick, MagickFormat, MagickReadSettings } = await loadMagick();
  const settings = new MagickReadSettings({ format: MagickFormat.Rgba, width, height, depth: 8 });
  return ImageMagick.read(rgba, settings, (image) => {
    image.quality = quality;
    return image.write(MagickFormat.Jpeg, (bytes) => bytes.slice());
  });
}

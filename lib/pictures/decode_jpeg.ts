import type * as Magick from "@imagemagick/magick-wasm";
import type { Picture } from "./picture.ts";

/** The mark that ends a JPEG. */
const END_OF_IMAGE = [0xff, 0xd9];

/** Warnings that mean missing or wrong pixels; bytes too many between two markers do not. */
const DAMAGE = /^(Corrupt JPEG data|Premature end of JPEG file)/;

let loaded: Promise<typeof Magick> | undefined;

/** ImageMagick, made ready: a second's work, done once and only where there is a JPEG. */
export function loadMagick(): Promise<typeof Magick> {
  return loaded ??= (async () => {
    const magick = await import("@imagemagick/magick-wasm");
    const program = await Deno.readFile(new URL(import.meta.resolve("@imagemagick/magick-wasm/magick.wasm")));
    await magick.initializeImageMagick(program);
    return magick;
  })();
}

/**
 * Decodes a JPEG: grey, YCbCr, RGB, CMYK or YCCK, baseline, progressive or with arithmetic coding, at any sampling.
 *
 * @param checkSize Called before anything is unpacked; throws if the picture is too large.
 * @throws {Error} If it is damaged.
 */
export async function decodeJpeg(
  bytes: Uint8Array,
  checkSize: (width: number, height: number) => void,
): Promise<Picture> {
  const { ColorSpace, MagickFormat, MagickImage, MagickImageInfo, MagickReadSettings } = await loadMagick();
  const settings = new MagickReadSettings({ format: MagickFormat.Jpeg });
  // Some cameras leave the mark out; with it, a warning means that something else is missing.
  const ended = new Uint8Array(bytes.length + END_OF_IMAGE.length);
  ended.set(bytes);
  ended.set(END_OF_IMAGE, bytes.length);
  const image = MagickImage.create();
  const warnings: string[] = [];
  image.onWarning = ({ error }) => warnings.push(plain(error.message));
  try {
    const { width, height } = MagickImageInfo.create(ended, settings);
    checkSize(width, height);
    image.read(ended, settings);
    const damage = warnings.find((text) => DAMAGE.test(text) && !text.includes("extraneous bytes"));
    if (damage !== undefined) throw new Error(damage);
    if (image.colorSpace === ColorSpace.CMYK) image.colorSpace = ColorSpace.sRGB;
    const rgba = image.getPixels((pixels) => pixels.toByteArray(0, 0, width, height, "RGBA"));
    if (rgba === null) throw new Error("no pixels");
    return { width, height, rgba };
  } catch (error) {
    throw error instanceof Error && !(error instanceof RangeError) ? new Error(plain(error.message)) : error;
  } finally {
    image.dispose();
  }
}

/** Without the place in the decoder's own source. */
function plain(message: string): string {
  return message.replace(/ `.*?' @ .*$/s, "");
}

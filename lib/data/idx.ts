/**
 * The IDX format of MNIST and its relatives: a big-endian header (two zero bytes, element type, number of dimensions, one
 * 32-bit size a dimension), then the elements.
 *
 * Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits", section "File formats".
 *
 * @module
 */

const TYPE_UINT8 = 0x08;
const TYPE_NAMES: Readonly<Record<number, string>> = {
  0x08: "unsigned byte",
  0x09: "signed byte",
  0x0b: "short",
  0x0c: "int",
  0x0d: "float",
  0x0e: "double",
};

/** Grey pictures of one size, whatever it is. */
export interface GreyPictures {
  /** Pictures, N. */
  readonly count: number;
  readonly height: number;
  readonly width: number;
  /** u8 [N, height, width] */
  readonly pixels: Uint8Array;
}

/**
 * Reads images of any one size: magic number 0x00000803, unsigned bytes, [N, height, width].
 *
 * @param bytes The uncompressed file.
 * @param fileName Names the file in errors.
 * @returns The pictures, a view of `bytes`.
 * @throws {SyntaxError} If the magic number, element type or number of dimensions is another one, or the file is truncated,
 * empty or too long.
 */
export function parseIdxPictures(bytes: Uint8Array, fileName: string): GreyPictures {
  const { sizes, body } = parseHeader(bytes, fileName, 3);
  const [count, height, width] = sizes as [number, number, number];
  if (height === 0 || width === 0) throw wrong(fileName, `images of ${height}x${width} pixels`, "some of each");
  checkBody(body, fileName, count, height * width, "images");
  return { count, height, width, pixels: body };
}

/**
 * Reads labels: magic number 0x00000801, unsigned bytes, [N].
 *
 * @param bytes The uncompressed file.
 * @param fileName Names the file in errors.
 * @returns u8 [N], a view of `bytes`.
 * @throws {SyntaxError} If the magic number, element type or number of dimensions is another one, or the file is truncated,
 * empty or too long.
 */
export function parseIdxLabels(bytes: Uint8Array, fileName: string): Uint8Array {
  const { sizes, body } = parseHeader(bytes, fileName, 1);
  const [count] = sizes as [number];
  checkBody(body, fileName, count, 1, "labels");
  return body;
}

/** Grey pictures with their labels. */
export interface LabelledPictures {
  readonly pictures: GreyPictures;
  /** u8 [N], 0 to 9. */
  readonly labels: Uint8Array;
}

/**
 * Puts images and their labels together.
 *
 * @param pictures The images.
 * @param labels Their labels.
 * @param imagesName Names the images' file in errors.
 * @param labelsName Names the labels' file in errors.
 * @returns The set.
 * @throws {RangeError} If there are more of one than of the other.
 */
export function pairImagesWithLabels(
  pictures: GreyPictures,
  labels: Uint8Array,
  imagesName: string,
  labelsName: string,
): LabelledPictures {
  if (pictures.count !== labels.length) {
    throw new RangeError(
      `Pairing images with labels: found ${pictures.count} images in ${imagesName} and ${labels.length} labels in ` +
        `${labelsName}, wanted as many of one as of the other`,
    );
  }
  return { pictures, labels };
}

function parseHeader(bytes: Uint8Array, fileName: string, dimensions: number): { sizes: number[]; body: Uint8Array } {
  if (bytes.length < 4) throw wrong(fileName, `a header truncated after ${bytes.length} bytes`, "at least 4");
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const magic = view.getUint32(0);
  const wanted = (TYPE_UINT8 << 8) | dimensions;
  if (magic >>> 16 !== 0) throw wrong(fileName, `magic number ${hex(magic, 8)}`, hex(wanted, 8));
  const type = magic >>> 8;
  if (type !== TYPE_UINT8) {
    const name = TYPE_NAMES[type] ?? "unknown";
    throw wrong(fileName, `element type ${hex(type, 2)} (${name})`, `${hex(TYPE_UINT8, 2)} (unsigned byte)`);
  }
  const found = magic & 0xff;
  if (found !== dimensions) {
    const content = dimensions === 1 ? "labels" : "images";
    throw wrong(fileName, `${found} ${found === 1 ? "dimension" : "dimensions"}`, `${dimensions} for ${content}`);
  }
  const headerBytes = 4 + 4 * dimensions;
  if (bytes.length < headerBytes) {
    throw wrong(fileName, `a header truncated after ${bytes.length} bytes`, `${headerBytes}`);
  }
  const sizes = Array.from({ length: dimensions }, (_, index) => view.getUint32(4 + 4 * index));
  return { sizes, body: bytes.subarray(headerBytes) };
}

function checkBody(body: Uint8Array, fileName: string, count: number, itemBytes: number, items: string): void {
  if (count === 0) throw wrong(fileName, `an empty set (0 ${items})`, "at least 1");
  const wanted = count * itemBytes;
  if (body.length < wanted) {
    throw wrong(fileName, `a body truncated after ${body.length} bytes`, `${wanted} for ${count} ${items}`);
  }
  if (body.length > wanted) {
    throw wrong(fileName, `${body.length - wanted} trailing bytes`, `none after ${count} ${items}`);
  }
}

const hex = (value: number, digits: number): string => `0x${value.toString(16).padStart(digits, "0")}`;

const wrong = (fileName: string, found: string, wanted: string): SyntaxError =>
  new SyntaxError(`Reading ${fileName}: found ${found}, wanted ${wanted}`);

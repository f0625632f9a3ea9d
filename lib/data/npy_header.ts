/**
 * The header of NumPy's `.npy` files, versions 1.0 to 3.0.
 *
 * Source: NumPy's "A simple file format for NumPy arrays" (NEP 1) and its amendments for versions 2.0 and 3.0.
 *
 * @module
 */

/** What a header says. */
export interface NpyHeader {
  /** Floating point, signed or unsigned; V for bfloat16, of which NumPy knows no more than that it has two bytes. */
  readonly kind: "f" | "i" | "u" | "V";
  /** Of one element. */
  readonly sizeBytes: 1 | 2 | 4 | 8;
  readonly littleEndian: boolean;
  /** Whether the first index runs fastest. */
  readonly fortranOrder: boolean;
  readonly shape: readonly number[];
  /** Where the elements begin. */
  readonly bodyStart: number;
}

const MAGIC = [0x93, ..."NUMPY"].map((part) => typeof part === "number" ? part : part.charCodeAt(0));
const ELEMENT = /^([<>|=]?)(f[248]|[iu][1248]|V2)$/;
const SUPPORTED = "float16, bfloat16, float32, float64 or integers of 8 to 64 bits";

/**
 * Reads a header.
 *
 * @param bytes The file.
 * @param fileName Names the file in errors.
 * @throws {SyntaxError} If the header is not one of a `.npy` file, is truncated, or describes elements of another kind.
 */
export function parseNpyHeader(bytes: Uint8Array, fileName: string): NpyHeader {
  if (MAGIC.some((byte, i) => bytes[i] !== byte)) {
    const zip = bytes[0] === 0x50 && bytes[1] === 0x4b;
    throw wrong(fileName, zip ? "a zip archive (.npz)" : "no NumPy magic bytes", "a .npy file as numpy.save writes it");
  }
  const major = bytes[MAGIC.length];
  if (major === undefined || major < 1 || major > 3) throw wrong(fileName, `format version ${major}`, "1, 2 or 3");
  const lengthBytes = major === 1 ? 2 : 4;
  const textStart = MAGIC.length + 2 + lengthBytes;
  if (bytes.length < textStart) throw wrong(fileName, `a header truncated after ${bytes.length} bytes`, `${textStart}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = major === 1 ? view.getUint16(textStart - 2, true) : view.getUint32(textStart - 4, true);
  const bodyStart = textStart + length;
  if (bytes.length < bodyStart) throw wrong(fileName, `a header truncated after ${bytes.length} bytes`, `${bodyStart}`);
  const text = new TextDecoder(major === 3 ? "utf-8" : "latin1").decode(bytes.subarray(textStart, bodyStart)).trim();
  return { ...elementOf(text, fileName), ...layoutOf(text, fileName), bodyStart };
}

function elementOf(text: string, fileName: string): Pick<NpyHeader, "kind" | "sizeBytes" | "littleEndian"> {
  const descr = /['"]descr['"]\s*:\s*(?:'([^']*)'|"([^"]*)"|(\[))/.exec(text);
  if (descr === null) throw wrong(fileName, `a header without 'descr' (${shorten(text)})`, "a dictionary with it");
  if (descr[3] !== undefined) throw wrong(fileName, "a structured element type", SUPPORTED);
  const type = descr[1] ?? descr[2]!;
  const [, order, element] = ELEMENT.exec(type) ?? [];
  if (element === undefined) throw wrong(fileName, `element type '${shorten(type)}'`, SUPPORTED);
  const kind = element.charAt(0);
  const sizeBytes = Number(element.charAt(1));
  // What ml_dtypes registers as bfloat16 has been written as '<V2' and as '|V2'.
  if (sizeBytes > 1 && kind !== "V" && order === "|") {
    throw wrong(fileName, `element type '${type}' without byte order`, "'<' or '>'");
  }
  return {
    kind: kind as NpyHeader["kind"],
    sizeBytes: sizeBytes as NpyHeader["sizeBytes"],
    littleEndian: order !== ">",
  };
}

function layoutOf(text: string, fileName: string): Pick<NpyHeader, "fortranOrder" | "shape"> {
  const fortran = /['"]fortran_order['"]\s*:\s*(True|False)\b/.exec(text)?.[1];
  const sizes = /['"]shape['"]\s*:\s*\(([^()]*)\)/.exec(text)?.[1];
  if (!/^\{[^]*\}$/.test(text) || fortran === undefined || sizes === undefined) {
    throw wrong(fileName, `the header ${shorten(text)}`, "a dictionary with 'descr', 'fortran_order' and 'shape'");
  }
  const items = sizes.split(",").map((item) => item.trim());
  // (5,) ends in a comma, () is a single number.
  if (items.at(-1) === "") items.pop();
  const shape = items.map((item) => /^\d+L?$/.test(item) ? parseInt(item, 10) : NaN);
  if (!shape.every(Number.isSafeInteger)) throw wrong(fileName, `the shape (${shorten(sizes)})`, "whole numbers");
  return { fortranOrder: fortran === "True", shape };
}

/** An error that says what was found in a `.npy` file and what was wanted. */
export function wrong(fileName: string, found: string, wanted: string): SyntaxError {
  return new SyntaxError(`Reading ${fileName}: found ${found}, wanted ${wanted}`);
}

function shorten(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 79)}…`;
}

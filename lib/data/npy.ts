import { type NpyHeader, parseNpyHeader, wrong } from "./npy_header.ts";
import { readFileIfThere } from "./read_file.ts";

/** An array that NumPy wrote. */
export interface NpyArray {
  /** Names it in errors. */
  readonly fileName: string;
  readonly shape: readonly number[];
  /** Whether the elements are whole by type. */
  readonly integers: boolean;
  /** The elements as doubles, which hold every element exactly, the last index running fastest. */
  readonly values: Float64Array;
}

/**
 * Reads a `.npy` file: float16, float32, float64, integers of 8 to 64 bits, or the bfloat16 that JAX and others leave to
 * NumPy, of either byte order, in C or Fortran order.
 *
 * @param bytes The file.
 * @param fileName Names the file in errors.
 * @throws {SyntaxError} If it is no `.npy` file, is truncated or too long, or holds elements of another kind.
 * @throws {RangeError} If an integer is beyond 2^53 - 1, which a double does not hold exactly.
 */
export function parseNpy(bytes: Uint8Array, fileName: string): NpyArray {
  const header = parseNpyHeader(bytes, fileName);
  const { shape, sizeBytes, bodyStart } = header;
  const count = shape.reduce((product, size) => product * size, 1);
  const found = bytes.length - bodyStart;
  const wanted = count * sizeBytes;
  if (found !== wanted) {
    const what = found < wanted ? `a body truncated after ${found} bytes` : `${found - wanted} trailing bytes`;
    throw wrong(fileName, what, `${wanted} bytes for shape (${shape.join(", ")})`);
  }
  const body = new DataView(bytes.buffer, bytes.byteOffset + bodyStart, wanted);
  const read = reader(body, header);
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) values[i] = read(i * sizeBytes);
  const integers = header.kind === "i" || header.kind === "u";
  if (integers && sizeBytes === 8) {
    const large = values.findIndex((value) => !Number.isSafeInteger(value));
    if (large >= 0) {
      throw new RangeError(`Reading ${fileName}: found ${values[large]} at element ${large}, wanted less than 2^53`);
    }
  }
  return {
    fileName,
    shape,
    integers,
    values: header.fortranOrder ? toLastIndexFastest(values, shape) : values,
  };
}

/**
 * Reads a `.npy` file from the disk.
 *
 * @throws {Error} If there is no such file, or it cannot be read; otherwise as {@linkcode parseNpy}.
 */
export async function readNpy(path: string): Promise<NpyArray> {
  const bytes = await readFileIfThere(path);
  if (bytes === undefined) throw new Error(`Reading ${path}: found no such file, wanted a .npy file`);
  return parseNpy(bytes, path);
}

function reader(body: DataView, { kind, sizeBytes, littleEndian }: NpyHeader): (at: number) => number {
  switch (`${kind}${sizeBytes}`) {
    case "f2":
      return (at) => body.getFloat16(at, littleEndian);
    case "V2":
      // bfloat16 is the upper half of float32.
      return (at) => float32Of(body.getUint16(at, littleEndian) << 16);
    case "f4":
      return (at) => body.getFloat32(at, littleEndian);
    case "f8":
      return (at) => body.getFloat64(at, littleEndian);
    case "i1":
      return (at) => body.getInt8(at);
    case "i2":
      return (at) => body.getInt16(at, littleEndian);
    case "i4":
      return (at) => body.getInt32(at, littleEndian);
    case "i8":
      return (at) => Number(body.getBigInt64(at, littleEndian));
    case "u1":
      return (at) => body.getUint8(at);
    case "u2":
      return (at) => body.getUint16(at, littleEndian);
    case "u4":
      return (at) => body.getUint32(at, littleEndian);
    default:
      return (at) => Number(body.getBigUint64(at, littleEndian));
  }
}

const bits = new DataView(new ArrayBuffer(4));

function float32Of(word: number): number {
  bits.setInt32(0, word);
  return bits.getFloat32(0);
}

/** Reorders elements whose first index runs fastest. */
function toLastIndexFastest(values: Float64Array, shape: readonly number[]): Float64Array {
  const result = new Float64Array(values.length);
  const index = new Array<number>(shape.length).fill(0);
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  for (let i = 0; i < result.length; i++) {
    result[i] = values[index.reduce((at, place, axis) => at + place * strides[axis]!, 0)]!;
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return result;
}

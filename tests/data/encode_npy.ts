/** Element types that {@linkcode encodeNpy} writes; V2 is bfloat16. */
export type NpyElement = "<f2" | ">f2" | "<V2" | "|V2" | "<f4" | "<f8" | "|i1" | "<i8";

/** A `.npy` file as `numpy.save` writes it, format version 1.0, in C order. */
export function encodeNpy(element: NpyElement, shape: readonly number[], values: ArrayLike<number>): Uint8Array {
  const sizes = `${shape.join(", ")}${shape.length === 1 ? "," : ""}`;
  const dictionary = `{'descr': '${element}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const header = `${dictionary}${" ".repeat(63 - (10 + dictionary.length) % 64)}\n`;
  const sizeBytes = Number(element.at(-1));
  const bytes = new Uint8Array(10 + header.length + values.length * sizeBytes);
  bytes.set([0x93, ...new TextEncoder().encode("NUMPY"), 1, 0]);
  const view = new DataView(bytes.buffer);
  view.setUint16(8, header.length, true);
  bytes.set(new TextEncoder().encode(header), 10);
  const write = writer(view, element);
  for (let i = 0; i < values.length; i++) write(10 + header.length + i * sizeBytes, values[i]!);
  return bytes;
}

function writer(view: DataView, element: NpyElement): (at: number, value: number) => void {
  switch (element) {
    case "<f2":
      return (at, value) => view.setFloat16(at, value, true);
    case ">f2":
      return (at, value) => view.setFloat16(at, value);
    case "<f4":
      return (at, value) => view.setFloat32(at, value, true);
    case "<f8":
      return (at, value) => view.setFloat64(at, value, true);
    case "|i1":
      return (at, value) => view.setInt8(at, value);
    case "<i8":
      return (at, value) => view.setBigInt64(at, BigInt(value), true);
    default:
      return (at, value) => view.setUint16(at, bfloat16Bits(value), true);
  }
}

const word = new DataView(new ArrayBuffer(4));

/** The bits of the nearest bfloat16 of a number, ties to even. */
export function bfloat16Bits(value: number): number {
  word.setFloat32(0, value);
  const upper = word.getUint16(0);
  const lower = word.getUint16(2);
  return lower > 0x8000 || (lower === 0x8000 && upper % 2 === 1) ? upper + 1 : upper;
}

/** The nearest bfloat16 of a number. */
export function bfloat16(value: number): number {
  const bits = bfloat16Bits(value);
  word.setUint16(0, bits);
  word.setUint16(2, 0);
  return word.getFloat32(0);
}

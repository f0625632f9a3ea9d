/**
 * Files of named tensors, of float32 or of bytes, that PyTorch, NumPy and JAX read.
 *
 * A file is 8 bytes with the header's length (little-endian), the header (JSON: a tensor's name → `dtype`, `shape`,
 * `data_offsets`; `__metadata__` → texts), then the tensors' bytes end to end, little-endian and in C order.
 *
 * Source: the format section of the safetensors project's README. Its rules that are checked here: the header begins with
 * `{`, is at most 100 MB, may end in spaces, names nothing twice, and leaves no byte of the data out and none over.
 *
 * @module
 */

/** One tensor; the last index runs fastest. */
export interface NamedTensor {
  readonly shape: readonly number[];
  /** As many as the shape says. */
  readonly values: Float32Array | Uint8Array;
}

/** What a file holds. */
export interface TensorFile {
  /** Texts about the whole file. */
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their bytes. */
  readonly tensors: ReadonlyMap<string, NamedTensor>;
}

const LENGTH_BYTES = 8;
const ALIGNMENT = 8;
const LARGEST_HEADER = 100_000_000;
const METADATA = "__metadata__";
/** Bytes of an element. */
const BYTES = { F32: 4, U8: 1 } as const;

/**
 * Lays tensors out as a safetensors file: those of float32 first, so that each begins at a whole number of its elements.
 *
 * @returns The file's bytes; the same contents give the same bytes.
 * @throws {TypeError} If a tensor's values do not fill its shape, or a tensor has the name that metadata has.
 */
export function encodeSafetensors({ metadata, tensors: given }: TensorFile): Uint8Array<ArrayBuffer> {
  const tensors = [...given].sort(([, a], [, b]) => typeOf(a) < typeOf(b) ? -1 : Number(typeOf(a) > typeOf(b)));
  const header: [string, unknown][] = Object.keys(metadata).length === 0 ? [] : [[METADATA, metadata]];
  let end = 0;
  for (const [name, tensor] of tensors) {
    const { shape, values } = tensor;
    const wanted = countOf(shape);
    if (name === METADATA || !isShape(shape) || values.length !== wanted) {
      throw new TypeError(
        `Writing tensor ${JSON.stringify(name)}: found ${values.length} values for shape [${shape}], ` +
          (name === METADATA ? "wanted another name" : `wanted ${wanted}`),
      );
    }
    const dtype = typeOf(tensor);
    header.push([name, { dtype, shape, data_offsets: [end, end + BYTES[dtype] * wanted] }]);
    end += BYTES[dtype] * wanted;
  }
  // Not through an object: it would put names that look like numbers first.
  const json = `{${header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(",")}}`;
  const text = new TextEncoder().encode(json);
  const headerBytes = Math.ceil(text.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(LENGTH_BYTES + headerBytes + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(headerBytes), true);
  bytes.fill(0x20, LENGTH_BYTES, LENGTH_BYTES + headerBytes);
  bytes.set(text, LENGTH_BYTES);
  let at = LENGTH_BYTES + headerBytes;
  for (const [, { values }] of tensors) {
    if (values instanceof Uint8Array) {
      bytes.set(values, at);
      at += values.length;
      continue;
    }
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += BYTES.F32;
    }
  }
  return bytes;
}

/**
 * Puts two files' contents into one.
 *
 * @returns The tensors of both, the first's before the second's, and their metadata; of an entry that both have with
 * different texts, both texts with a plus between.
 * @throws {TypeError} If both have a tensor of the same name.
 */
export function mergeTensorFiles(first: TensorFile, second: TensorFile): TensorFile {
  const twice = [...first.tensors.keys()].find((name) => second.tensors.has(name));
  if (twice !== undefined) {
    throw new TypeError(`Merging tensors: found ${JSON.stringify(twice)} in both files, wanted every name once`);
  }
  const both = Object.entries(second.metadata).map(([name, text]) => {
    const before = first.metadata[name];
    return [name, before === undefined || before === text ? text : `${before}+${text}`];
  });
  return {
    metadata: { ...first.metadata, ...Object.fromEntries(both) },
    tensors: new Map([...first.tensors, ...second.tensors]),
  };
}

/**
 * Reads a safetensors file of float32 tensors and bytes.
 *
 * @param bytes The file.
 * @param fileName Names the file in errors.
 * @throws {SyntaxError} If the file breaks a rule of the format, or holds tensors of another type than F32 and U8.
 */
export function decodeSafetensors(bytes: Uint8Array, fileName: string): TensorFile {
  const { header, dataStart } = readHeader(bytes, fileName);
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataStart, bytes.byteLength - dataStart);
  const entries = Object.entries(header).filter(([name]) => name !== METADATA)
    .map(([name, value]) => entryOf(name, value, fileName))
    .sort((a, b) => a.start - b.start || a.end - b.end);
  let end = 0;
  for (const entry of entries) {
    if (entry.start !== end) {
      throw wrong(
        fileName,
        `${entry.name} at byte ${entry.start} of the data`,
        `it at ${end}, where the one before ends`,
      );
    }
    end = entry.end;
  }
  if (end !== view.byteLength) throw wrong(fileName, `${view.byteLength} bytes of data`, `${end}, as the header says`);
  const tensors = new Map(entries.map(({ name, dtype, shape, start }) => {
    const values = dtype === "U8"
      ? bytes.slice(dataStart + start, dataStart + start + countOf(shape))
      : Float32Array.from({ length: countOf(shape) }, (_, i) => view.getFloat32(start + BYTES.F32 * i, true));
    return [name, { shape, values }];
  }));
  return { metadata: metadataOf(header[METADATA], fileName), tensors };
}

function readHeader(bytes: Uint8Array, fileName: string): { header: Record<string, unknown>; dataStart: number } {
  if (bytes.length < LENGTH_BYTES) throw wrong(fileName, `${bytes.length} bytes`, "the header's length in the first 8");
  const length = new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true);
  if (length > LARGEST_HEADER) throw wrong(fileName, `a header of ${length} bytes`, `at most ${LARGEST_HEADER}`);
  const dataStart = LENGTH_BYTES + Number(length);
  if (bytes.length < dataStart) throw wrong(fileName, `a file truncated after ${bytes.length} bytes`, `${dataStart}`);
  let header: unknown;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.subarray(LENGTH_BYTES, dataStart));
    header = JSON.parse(text);
  } catch (cause) {
    throw wrong(fileName, "a header that is no JSON", "the JSON object of a safetensors file", cause);
  }
  if (!text.startsWith("{") || !isRecord(header)) {
    throw wrong(fileName, "a header that does not begin with {", "the JSON object of a safetensors file");
  }
  const names = topLevelNames(text);
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw wrong(fileName, `${JSON.stringify(twice)} twice in the header`, "every name once");
  return { header, dataStart };
}

/** Names of an object's own properties as its JSON has them, repeated ones too; the text is known to be valid. */
function topLevelNames(json: string): string[] {
  const names: string[] = [];
  let depth = 0;
  for (const [token, text] of json.matchAll(/("(?:[^"\\]|\\.)*")(?=\s*:)|"(?:[^"\\]|\\.)*"|[{}[\]]/g)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    else if (text !== undefined && depth === 1) names.push(JSON.parse(text));
  }
  return names;
}

function typeOf({ values }: NamedTensor): keyof typeof BYTES {
  return values instanceof Uint8Array ? "U8" : "F32";
}

interface Entry {
  readonly name: string;
  readonly dtype: keyof typeof BYTES;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

function entryOf(name: string, value: unknown, fileName: string): Entry {
  const quoted = JSON.stringify(name);
  if (!isRecord(value)) throw wrong(fileName, `no description of tensor ${quoted}`, "dtype, shape and data_offsets");
  const { dtype, shape, data_offsets: offsets } = value;
  if (dtype !== "F32" && dtype !== "U8") {
    throw wrong(fileName, `tensor ${quoted} of dtype ${JSON.stringify(dtype)}`, "F32 or U8");
  }
  if (!isShape(shape)) {
    throw wrong(fileName, `tensor ${quoted} of shape ${JSON.stringify(shape)}`, "whole numbers of at least 0");
  }
  const wanted = BYTES[dtype] * countOf(shape);
  if (!isShape(offsets) || offsets.length !== 2 || offsets[1]! - offsets[0]! !== wanted) {
    throw wrong(
      fileName,
      `tensor ${quoted} with data_offsets ${JSON.stringify(offsets)}`,
      `two that are ${wanted} bytes apart`,
    );
  }
  return { name, dtype, shape, start: offsets[0]!, end: offsets[1]! };
}

function metadataOf(value: unknown, fileName: string): Record<string, string> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw wrong(fileName, "metadata that is no object", "an object of texts");
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => {
      if (typeof text !== "string") {
        throw wrong(fileName, `metadata ${JSON.stringify(name)} that is no text`, "an object of texts");
      }
      return [name, text];
    }),
  );
}

function countOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}

function isShape(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((length) => Number.isSafeInteger(length) && length >= 0);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function wrong(fileName: string, found: string, wanted: string, cause?: unknown): SyntaxError {
  return new SyntaxError(`Reading ${fileName}: found ${found}, wanted ${wanted}`, { cause });
}

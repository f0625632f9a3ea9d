/**
 * What a step of a run came to, as bytes: a safetensors file whose tensors are the value's typed arrays and whose metadata
 * are the rest, as JSON, and a checksum. Numbers come back to the last bit.
 *
 * @module
 */
import { sha256Of } from "../data/sha256.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor } from "../ensemble/safetensors.ts";

/** Raised whenever a reader of the older layout would misread the newer. */
const FORMAT_VERSION = "1";
const FORMAT = "tenshot-checkpoint";

/** Kinds of typed arrays: the key that stands for one in the JSON, with the way to and from what a tensor holds. */
const ARRAYS = {
  $f32: {
    is: (value: unknown) => value instanceof Float32Array,
    read: (tensor: NamedTensor["values"]) => Float32Array.from(tensor),
  },
  $u8: {
    is: (value: unknown) => value instanceof Uint8Array,
    read: (tensor: NamedTensor["values"]) => Uint8Array.from(tensor),
  },
  $i32: {
    is: (value: unknown) => value instanceof Int32Array,
    read: (tensor: NamedTensor["values"]) => new Int32Array(Uint8Array.from(tensor).buffer),
  },
  $u32: {
    is: (value: unknown) => value instanceof Uint32Array,
    read: (tensor: NamedTensor["values"]) => new Uint32Array(Uint8Array.from(tensor).buffer),
  },
} as const;
type ArrayKind = keyof typeof ARRAYS;
/** Stands for a number that JSON does not hold. */
const NUMBER = "$number";
/** Stands for a map, by its entries. */
const MAP = "$map";

/**
 * Lays a value out as a file.
 *
 * @param value Of null, booleans, numbers, strings, arrays, plain objects, maps, and arrays of f32, u8, i32 and u32.
 * @throws {TypeError} If part of the value is none of these.
 */
export function encodePart(value: unknown): Uint8Array<ArrayBuffer> {
  const tensors = new Map<string, NamedTensor>();
  const state = JSON.stringify(pack(value, tensors));
  return withChecksum({ metadata: { format: FORMAT, format_version: FORMAT_VERSION, state }, tensors });
}

/**
 * Reads a value back.
 *
 * @returns The value in an object, or `undefined` if the bytes are not whole and unchanged.
 */
export function decodePart(bytes: Uint8Array): { readonly value: unknown } | undefined {
  let file;
  try {
    file = decodeSafetensors(bytes, "checkpoint");
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  const { sha256, ...metadata } = file.metadata;
  const { format, format_version: version, state } = metadata;
  if (format !== FORMAT || version !== FORMAT_VERSION || state === undefined || sha256 === undefined) return undefined;
  if (sha256Of(encodeSafetensors({ metadata, tensors: file.tensors })) !== sha256) return undefined;
  return { value: unpack(JSON.parse(state), file.tensors) };
}

function withChecksum(file: Parameters<typeof encodeSafetensors>[0]): Uint8Array<ArrayBuffer> {
  const sha256 = sha256Of(encodeSafetensors(file));
  return encodeSafetensors({ ...file, metadata: { ...file.metadata, sha256 } });
}

/** The value as JSON holds it; its typed arrays go to `tensors`. */
function pack(value: unknown, tensors: Map<string, NamedTensor>): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number") return isJsonNumber(value) ? value : { [NUMBER]: numberText(value) };
  if (Array.isArray(value)) {
    return value.every(isJsonNumber) ? value : value.map((item: unknown) => pack(item, tensors));
  }
  if (value instanceof Map) return { [MAP]: pack([...value], tensors) };
  if (ArrayBuffer.isView(value)) {
    const name = String(tensors.size);
    for (const [kind, { is }] of Object.entries(ARRAYS)) {
      if (!is(value)) continue;
      const values = value instanceof Float32Array
        ? value
        : new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      tensors.set(name, { shape: [values.length], values });
      return { [kind]: name };
    }
  }
  if (isPlainObject(value)) {
    const entries = Object.entries(value).filter(([, item]) => item !== undefined);
    if (entries.every(([key]) => !key.startsWith("$"))) {
      return Object.fromEntries(entries.map(([key, item]) => [key, pack(item, tensors)]));
    }
  }
  throw new TypeError(`Keeping a step of a run: found ${Object.prototype.toString.call(value)}, wanted plain data`);
}

function unpack(json: unknown, tensors: ReadonlyMap<string, NamedTensor>): unknown {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) {
    return json.every((item) => typeof item === "number") ? json : json.map((item: unknown) => unpack(item, tensors));
  }
  const entries = Object.entries(json);
  const [key, item] = entries[0] ?? [];
  if (key === NUMBER) return Number(item);
  if (key === MAP) return new Map(unpack(item, tensors) as [unknown, unknown][]);
  if (isArrayKind(key)) return ARRAYS[key].read(tensors.get(item)!.values);
  return Object.fromEntries(entries.map(([name, part]) => [name, unpack(part, tensors)]));
}

function isJsonNumber(value: unknown): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

function numberText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

function isArrayKind(key: string | undefined): key is ArrayKind {
  return key !== undefined && Object.hasOwn(ARRAYS, key);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

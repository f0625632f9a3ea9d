/**
 * The published protocol's final models as a file of tensors, `weights.safetensors`:
 *
 * - `published.stage2.digit{d}.conv{n}.weight`, [out, in, 3, 3], and `.bias`, [out], for the digits d and the layers n = 1, …,
 *   in PyTorch's own shapes, so that a layer's `weight` and `bias` can be copied as they are;
 * - `published.stage2.label_vectors`, [digits, output]: row d is the vector that digit d's model was trained to answer;
 * - metadata `format_version`, `protocol`, and `label_vector_permutation.stage1` and `.stage2` as JSON arrays: row i of a
 *   stage's table of label vectors is row p[i] of the table before it.
 *
 * @module
 */
import { convPoolSizes, KERNEL_SIDE } from "../kernels/conv_pool/shape.ts";
import type { Architecture } from "./architecture.ts";
import { readTensor } from "./read_tensor.ts";
import { decodeSafetensors, encodeSafetensors, type NamedTensor, type TensorFile } from "./safetensors.ts";

/** Raised whenever a reader of the older layout would misread the newer. */
export const WEIGHTS_FORMAT_VERSION = "1";

/** Ten models and what they were to answer. */
export interface PublishedWeights {
  /** Row d: digit d's model, f32 [parameterCount]. */
  readonly models: readonly Float32Array[];
  /** Row d: f32 [outputSize]. */
  readonly labelVectors: readonly Float32Array[];
  /** Row i of a stage's label vectors is this row of the table before it. */
  readonly permutations: { readonly stage1: readonly number[]; readonly stage2: readonly number[] };
}

const PREFIX = "published.stage2";

/**
 * Writes the models of a published run as `weights.safetensors`.
 *
 * @throws {TypeError} If a model is not one of the architecture, or the label vectors do not fit its output.
 */
export function encodePublishedWeights(model: Architecture, weights: PublishedWeights): Uint8Array<ArrayBuffer> {
  return encodeSafetensors(publishedTensors(model, weights));
}

/**
 * The models of a published run as named tensors, to be written alone or beside others (`mergeTensorFiles`).
 *
 * @throws {TypeError} If a model is not one of the architecture, or the label vectors do not fit its output.
 */
export function publishedTensors(model: Architecture, weights: PublishedWeights): TensorFile {
  const { models, labelVectors, permutations } = weights;
  if (
    models.length !== labelVectors.length || models.some(({ length }) => length !== model.parameterCount) ||
    labelVectors.some(({ length }) => length !== model.outputSize)
  ) {
    throw new TypeError(
      `Writing weights: found models of ${
        models.map(({ length }) => length).join(", ")
      } parameters and label vectors of ` +
        `${labelVectors.map(({ length }) => length).join(", ")}, wanted one label vector of ${model.outputSize} for ` +
        `each model of ${model.parameterCount}`,
    );
  }
  const tensors = new Map<string, NamedTensor>();
  models.forEach((parameters, digit) => {
    for (const { name, shape, offset, count } of tensorsOf(model, digit)) {
      tensors.set(name, { shape, values: parameters.subarray(offset, offset + count) });
    }
  });
  const table = new Float32Array(models.length * model.outputSize);
  labelVectors.forEach((vector, digit) => table.set(vector, digit * model.outputSize));
  tensors.set(`${PREFIX}.label_vectors`, { shape: [models.length, model.outputSize], values: table });
  return {
    metadata: {
      format: "pt",
      format_version: WEIGHTS_FORMAT_VERSION,
      protocol: "published",
      "label_vector_permutation.stage1": JSON.stringify(permutations.stage1),
      "label_vector_permutation.stage2": JSON.stringify(permutations.stage2),
    },
    tensors,
  };
}

/**
 * Reads the models of a published run from its `weights.safetensors`; tensors of other names are left alone.
 *
 * @param model The architecture that the models have.
 * @param classes How many models to read.
 * @param fileName Names the file in errors.
 * @returns `undefined` if the file holds no models of the published protocol.
 * @throws {SyntaxError} If the file breaks the format, or a tensor is missing or of another shape.
 * @throws {RangeError} If the file is of another format version.
 */
export function decodePublishedWeights(
  model: Architecture,
  classes: number,
  bytes: Uint8Array,
  fileName: string,
): PublishedWeights | undefined {
  const file = decodeSafetensors(bytes, fileName);
  const { metadata, tensors } = file;
  if (![...tensors.keys()].some((name) => name.startsWith(`${PREFIX}.`))) return undefined;
  if (metadata.format_version !== WEIGHTS_FORMAT_VERSION) {
    throw new RangeError(
      `Reading ${fileName}: found format version ${
        metadata.format_version ?? "none"
      }, wanted ${WEIGHTS_FORMAT_VERSION}`,
    );
  }
  const valuesOf = (name: string, shape: readonly number[]): Float32Array =>
    readTensor(file, name, "F32", shape, fileName);
  const table = valuesOf(`${PREFIX}.label_vectors`, [classes, model.outputSize]);
  return {
    models: Array.from({ length: classes }, (_, digit) => {
      const parameters = new Float32Array(model.parameterCount);
      for (const { name, shape, offset } of tensorsOf(model, digit)) parameters.set(valuesOf(name, shape), offset);
      return parameters;
    }),
    labelVectors: Array.from(
      { length: classes },
      (_, digit) => table.slice(digit * model.outputSize, (digit + 1) * model.outputSize),
    ),
    permutations: {
      stage1: permutationOf(metadata["label_vector_permutation.stage1"], classes, fileName),
      stage2: permutationOf(metadata["label_vector_permutation.stage2"], classes, fileName),
    },
  };
}

/** A model's tensors, and where they lie in its parameters. */
function tensorsOf(
  model: Architecture,
  digit: number,
): { name: string; shape: number[]; offset: number; count: number }[] {
  return model.layers.flatMap(({ shape, parameterOffset }, layer) => {
    const { inChannels, outChannels } = shape;
    const { weightCount } = convPoolSizes(shape);
    const name = `${PREFIX}.digit${digit}.conv${layer + 1}`;
    return [
      {
        name: `${name}.weight`,
        shape: [outChannels, inChannels, KERNEL_SIDE, KERNEL_SIDE],
        offset: parameterOffset,
        count: weightCount,
      },
      { name: `${name}.bias`, shape: [outChannels], offset: parameterOffset + weightCount, count: outChannels },
    ];
  });
}

function permutationOf(text: string | undefined, classes: number, fileName: string): number[] {
  let value: unknown;
  try {
    value = JSON.parse(text ?? "");
  } catch {
    value = undefined;
  }
  const places = Array.isArray(value) ? value.filter((place): place is number => typeof place === "number") : [];
  const sorted = places.toSorted((a, b) => a - b);
  if (places.length !== classes || sorted.some((place, i) => place !== i)) {
    throw new SyntaxError(
      `Reading ${fileName}: found the label-vector permutation ${text ?? "missing"}, wanted one of 0 to ${classes - 1}`,
    );
  }
  return places;
}

/**
 * What a leak-free run learned as tensors of `weights.safetensors`, for each draw i of the run and each of its networks m:
 *
 * - `leak_free.draw{i}.member{m}.conv{n}.weight`, [out, in, 3, 3], and `.bias`, [out], for the layers n = 1, …;
 * - `leak_free.draw{i}.member{m}.dense.weight`, [classes, features], and `.bias`, [classes]. Features are the last layer's output,
 *   flattened channel by channel, in it row by row, in it column by column, as PyTorch's `flatten` does;
 * - `leak_free.draw{i}.pseudo_labels`, bytes [training images]: the classes that a test image's neighbours vote with;
 * - metadata, all of it text: `format_version`, `protocol`; `leak_free.preset`; `leak_free.draws`, how many the run had (a
 *   file of many keeps the first that fit); `leak_free.draw_seeds`, a JSON array with `null` for images named in a file;
 *   `leak_free.members`, networks of a draw; `leak_free.paddings`, a JSON array of each layer's zero padding;
 *   `leak_free.input`, how an image is prepared.
 *
 * @module
 */
import { MOST_CLASSES } from "../config/class_limits.ts";
import { IMAGE_SIDE } from "../data/dataset.ts";
import { type ConvPoolShape, convPoolSizes, KERNEL_SIDE } from "../kernels/conv_pool/shape.ts";
import { denseSizes } from "../kernels/dense/shape.ts";
import { type Network, network } from "./network.ts";
import { WEIGHTS_FORMAT_VERSION } from "./published_weights.ts";
import { readTensor } from "./read_tensor.ts";
import { decodeSafetensors, type NamedTensor, type TensorFile } from "./safetensors.ts";

/** What one draw's labels became. */
export interface LeakFreeDrawWeights {
  /** Null where the labelled images were named in a file. */
  readonly drawSeed: number | null;
  /** u8 [training images]: the last pass's. */
  readonly pseudoLabels: Uint8Array;
  /** f32 [parameterCount] of each network; none for a preset without. */
  readonly members: readonly Float32Array[];
}

/** What a leak-free run learned. */
export interface LeakFreeWeights {
  /** The preset that it was learned with. */
  readonly preset: string;
  /** What the networks are; absent for a preset without. */
  readonly model?: Network;
  /** All that the run had, when written; those that the file holds, when read. */
  readonly draws: readonly LeakFreeDrawWeights[];
}

/** Leak-free weights as a file holds them. */
export interface StoredLeakFreeWeights extends LeakFreeWeights {
  /** Draws that the run had, the file's among them. */
  readonly drawsOfRun: number;
}

const PREFIX = "leak_free";
/** Bytes of tensors that are kept, the first draw's in any case. */
const LARGEST_SIZE = 50_000_000;
const INPUT =
  "28x28 grey pixels, 0 (background) to 255 (ink), upright and centred by their moments (deskewed), rounded " +
  "to whole numbers, divided by 255; and the same stretched to even width";

/**
 * What a leak-free run learned as named tensors, to be written alone or beside others (`mergeTensorFiles`).
 *
 * Draws after the first that would make the file larger than 50 MB are left out.
 *
 * @throws {TypeError} If a network is not of the model, or draws differ in their number of networks.
 */
export function leakFreeTensors({ preset, model, draws }: LeakFreeWeights): TensorFile {
  const members = draws[0]?.members.length ?? 0;
  for (const draw of draws) {
    const lengths = draw.members.map(({ length }) => length);
    if (lengths.length !== members || lengths.some((length) => length !== model?.parameterCount)) {
      throw new TypeError(
        `Writing weights: found networks of ${lengths.join(", ") || "no"} parameters, wanted ${members} of ` +
          `${model?.parameterCount ?? 0}`,
      );
    }
  }
  const tensors = new Map<string, NamedTensor>();
  const kept = draws.slice(0, drawsThatFit(draws));
  kept.forEach(({ pseudoLabels, members }, i) => {
    tensors.set(labelsName(i), { shape: [pseudoLabels.length], values: pseudoLabels });
    if (model === undefined) return;
    members.forEach((parameters, member) => {
      for (const { name, shape, offset, count } of tensorsOf(model, i, member)) {
        tensors.set(name, { shape, values: parameters.subarray(offset, offset + count) });
      }
    });
  });
  return {
    metadata: {
      format: "pt",
      format_version: WEIGHTS_FORMAT_VERSION,
      protocol: "leak-free",
      [`${PREFIX}.preset`]: preset,
      [`${PREFIX}.draws`]: String(draws.length),
      [`${PREFIX}.draw_seeds`]: JSON.stringify(kept.map(({ drawSeed }) => drawSeed)),
      [`${PREFIX}.members`]: String(members),
      [`${PREFIX}.paddings`]: JSON.stringify(model?.layers.map(({ shape }) => shape.padding) ?? []),
      [`${PREFIX}.input`]: INPUT,
    },
    tensors,
  };
}

function drawsThatFit(draws: readonly LeakFreeDrawWeights[]): number {
  let size = 0;
  const past = draws.findIndex(({ pseudoLabels, members }, i) => {
    size += members.reduce((bytes, { byteLength }) => bytes + byteLength, pseudoLabels.byteLength);
    return i > 0 && size > LARGEST_SIZE;
  });
  return past < 0 ? draws.length : past;
}

/**
 * Reads what a leak-free run learned from its `weights.safetensors`; tensors of other names are left alone.
 *
 * @param fileName Names the file in errors.
 * @returns `undefined` if the file holds nothing of a leak-free run.
 * @throws {SyntaxError} If the file breaks the format, or a tensor or an entry of its metadata is missing or wrong.
 * @throws {RangeError} If the file is of another format version.
 */
export function decodeLeakFreeWeights(bytes: Uint8Array, fileName: string): StoredLeakFreeWeights | undefined {
  const file = decodeSafetensors(bytes, fileName);
  if (![...file.tensors.keys()].some((name) => name.startsWith(`${PREFIX}.`))) return undefined;
  const { metadata } = file;
  if (metadata.format_version !== WEIGHTS_FORMAT_VERSION) {
    const found = metadata.format_version ?? "none";
    throw new RangeError(`Reading ${fileName}: found format version ${found}, wanted ${WEIGHTS_FORMAT_VERSION}`);
  }
  const entry = (key: string): { text: string; value: unknown } => {
    const text = metadata[`${PREFIX}.${key}`];
    try {
      return { text: text ?? "missing", value: JSON.parse(text ?? "") };
    } catch {
      return { text: text ?? "missing", value: undefined };
    }
  };
  const wrong = (key: string, found: string, wanted: string) =>
    new SyntaxError(`Reading ${fileName}: found ${PREFIX}.${key} ${found}, wanted ${wanted}`);
  const count = (key: string) => {
    const { text, value } = entry(key);
    if (!isCount(value)) throw wrong(key, text, "a whole number");
    return value;
  };
  const list = <T>(key: string, isItem: (item: unknown) => item is T, wanted: string): T[] => {
    const { text, value } = entry(key);
    if (!Array.isArray(value) || !value.every(isItem)) throw wrong(key, text, wanted);
    return value;
  };
  const seeds = list("draw_seeds", (item) => item === null || isCount(item), "an array of seeds, or null for none");
  const paddings = list("paddings", (item) => item === 0 || item === 1 || item === 2, "an array of 0, 1 or 2");
  const members = count("members");
  const model = members > 0 ? modelOf(file, paddings, fileName) : undefined;
  const classes = model?.dense.classes ?? MOST_CLASSES;
  return {
    preset: metadata[`${PREFIX}.preset`] ?? "",
    ...(model && { model }),
    drawsOfRun: count("draws"),
    draws: seeds.map((drawSeed, i) => {
      const shape = file.tensors.get(labelsName(i))?.shape ?? [];
      const pseudoLabels = readTensor(file, labelsName(i), "U8", shape.length === 1 ? shape : [0], fileName);
      if (pseudoLabels.some((label) => label >= classes)) {
        throw new SyntaxError(`Reading ${fileName}: found a class above ${classes - 1} in ${labelsName(i)}`);
      }
      return {
        drawSeed,
        pseudoLabels,
        members: Array.from({ length: members }, (_, member) => {
          const parameters = new Float32Array(model!.parameterCount);
          for (const { name, shape, offset } of tensorsOf(model!, i, member)) {
            parameters.set(readTensor(file, name, "F32", shape, fileName), offset);
          }
          return parameters;
        }),
      };
    }),
  };
}

/** The networks' layers, by the shapes of the first one's weights. */
function modelOf({ tensors }: TensorFile, paddings: readonly (0 | 1 | 2)[], fileName: string): Network {
  const shapes: ConvPoolShape[] = [];
  let inSide = IMAGE_SIDE;
  for (const [layer, padding] of paddings.entries()) {
    const [outChannels = 0, inChannels = 0] = tensors.get(`${memberName(0, 0)}.conv${layer + 1}.weight`)?.shape ?? [];
    shapes.push({ inChannels, outChannels, inSide, padding });
    inSide = Math.floor((inSide + 2 * padding - KERNEL_SIDE + 1) / 2);
  }
  const [classes = 0] = tensors.get(`${memberName(0, 0)}.dense.weight`)?.shape ?? [];
  try {
    return network(shapes, classes);
  } catch (cause) {
    throw new SyntaxError(
      `Reading ${fileName}: found weights whose layers do not fit each other ` +
        `(${cause instanceof Error ? cause.message : cause}), wanted those of one network`,
      { cause },
    );
  }
}

/** A network's tensors, and where they lie in its parameters. */
function tensorsOf(
  { layers, dense }: Network,
  draw: number,
  member: number,
): { name: string; shape: number[]; offset: number; count: number }[] {
  const name = memberName(draw, member);
  const { inputs, biasOffset } = denseSizes(dense);
  return [
    ...layers.flatMap(({ shape, parameterOffset }, layer) => {
      const { inChannels, outChannels } = shape;
      const { weightCount } = convPoolSizes(shape);
      return [
        {
          name: `${name}.conv${layer + 1}.weight`,
          shape: [outChannels, inChannels, KERNEL_SIDE, KERNEL_SIDE],
          offset: parameterOffset,
          count: weightCount,
        },
        {
          name: `${name}.conv${layer + 1}.bias`,
          shape: [outChannels],
          offset: parameterOffset + weightCount,
          count: outChannels,
        },
      ];
    }),
    {
      name: `${name}.dense.weight`,
      shape: [dense.classes, inputs],
      offset: dense.parameterOffset,
      count: dense.classes * inputs,
    },
    { name: `${name}.dense.bias`, shape: [dense.classes], offset: biasOffset, count: dense.classes },
  ];
}

function memberName(draw: number, member: number): string {
  return `${PREFIX}.draw${draw}.member${member}`;
}

function labelsName(draw: number): string {
  return `${PREFIX}.draw${draw}.pseudo_labels`;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

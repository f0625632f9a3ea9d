import type { PredictOptions } from "../../config/predict_options.ts";
import { UsageError } from "../../config/usage_error.ts";
import { CLASSES, IMAGE_PIXELS, type ImageSet } from "../../data/dataset.ts";
import { decodePicture } from "../../pictures/decode_picture.ts";
import { prepareDigit } from "../../pictures/prepare_digit.ts";
import { readFileIfThere } from "../../data/read_file.ts";
import { Gpu } from "../../gpu/gpu.ts";
import { ABSENT } from "../../graph/candidates.ts";
import { findNeighbours } from "../../graph/find_neighbours.ts";
import { uprightBytes } from "../../graph/upright_bytes.ts";
import { vote } from "../../spread/vote.ts";
import type { Progress } from "../../run/progress.ts";
import { pictureOf } from "../../record/sprite_sheet.ts";
import { networkOpinions } from "../../infer/network_opinions.ts";
import { CACHE_FOLDER, checkCacheFolder, graphCache } from "../graph_cache.ts";
import { buildingProgress } from "../leak_free/graph_progress.ts";
import { looksSwapped, SWAPPED_NOTICE, unlikeReason, withSwapped } from "./unlike_pictures.ts";
import { readLearnedRun } from "./learned_run.ts";
import { jointShare } from "../leak_free/network_stage.ts";

/** A digit, and how much speaks for it. */
export interface Opinion {
  /** Or the number of a class with a name of its own. */
  readonly digit: number;
  /** Of 1. */
  readonly share: number;
}

/** A training image that voted. */
export interface VotingDigit {
  readonly trainIndex: number;
  /** What the run took it for. */
  readonly pseudoLabel: number;
  /** 0 to 1. */
  readonly weight: number;
  /** Scaled by how far both images' seventh neighbours are: 1 is as far as those. */
  readonly distance: number;
  /** u8 [784] */
  readonly image: Uint8Array;
}

/** What a run says of one picture. */
export interface Prediction {
  readonly fileName: string;
  /** u8 [784]: the picture as the run sees it. */
  readonly image: Uint8Array;
  /** The answer; its share is the weighted mean of the vote's and the networks'. */
  readonly answer: Opinion;
  readonly runnerUp: Opinion;
  /** What the neighbours alone would answer. */
  readonly vote: Opinion;
  /** What the networks alone would answer; absent for a preset without. */
  readonly networks?: Opinion;
  /** How far its neighbours are, against how far those are from their own; more than 2 is refused. */
  readonly farness: number;
  /** Nearest first. */
  readonly neighbours: readonly VotingDigit[];
}

/** Answers, and who gave them. */
export interface Predictions {
  readonly preset: string;
  /** Null where the labelled images were named in a file. */
  readonly drawSeed: number | null;
  /** Whether the run had no label: digits are then what its groups were scored as. */
  readonly namedForScoring: boolean;
  /** What classes are called, of a run on a person's own pictures; absent where they are digits. */
  readonly classNames?: readonly string[];
  /** Networks that answered. */
  readonly members: number;
  /** In the order of the files, but for those that were refused. */
  readonly pictures: readonly Prediction[];
  /** What was wrong with each file that no answer is given for. */
  readonly refused: readonly Refusal[];
  /** Whether the pictures look more like the run's images with rows and columns swapped, as EMNIST's files hold them. */
  readonly looksSwapped: boolean;
}

/** A file that shows no digit that could be read. */
export interface Refusal {
  readonly fileName: string;
  readonly reason: string;
}

/**
 * Says which digits pictures show, as the leak-free protocol does for a test image: its neighbours among the training
 * images vote with the run's pseudo-labels, and the run's networks, if it has any, are added to the vote.
 *
 * @param notify Shows a notice.
 * @throws {UsageError} If the run has no such draw, or options are given that do not go together.
 * @throws {Error} If none of the pictures or the run cannot be used.
 */
export async function predict(
  options: PredictOptions,
  progress: Progress,
  notify: (notice: string) => void = (notice) => console.error(notice),
): Promise<Predictions> {
  if (options.cacheDir !== "") {
    if (!options.cache) throw new UsageError("Reading --cache-dir: found --no-cache too, wanted one of them");
    await checkCacheFolder(options.cacheDir);
  }
  const { images, files, refused: unread } = await readPictures(options.files);
  const { preset, weights, model, names, classNames, trainImages, graphSettings } = await readLearnedRun(
    options.run,
    options.draw,
    options.dataDir,
  );
  const gpu = await Gpu.open();
  try {
    const store = options.cache ? graphCache(options.cacheDir || CACHE_FOLDER, notify) : undefined;
    const stage = progress.stage("Neighbours", 100);
    const { neighbours, farness, indexFromStore } = await findNeighbours(
      gpu,
      withSwapped(images),
      trainImages,
      graphSettings,
      store,
      buildingProgress(stage),
    );
    stage.finish(`among ${trainImages.count} training images${indexFromStore ? "" : ", their own found first"}`);
    const swapped = looksSwapped(farness, images.count);
    if (swapped) notify(SWAPPED_NOTICE);
    const unlike = files.flatMap((fileName, picture): Refusal[] => {
      const reason = unlikeReason(fileName, farness[picture]!);
      return reason === undefined ? [] : [{ fileName, reason }];
    });
    const refused = [...unread, ...unlike].toSorted((a, b) =>
      options.files.indexOf(a.fileName) - options.files.indexOf(b.fileName)
    );
    if (refused.length === options.files.length) throw nothingRead(refused);
    const votes = vote(neighbours, weights.pseudoLabels);
    const networks = model &&
      networkOpinions(model, weights.members, await uprightBytes(gpu, images));
    return {
      preset,
      drawSeed: weights.drawSeed,
      namedForScoring: names !== undefined,
      ...(classNames && { classNames }),
      members: weights.members.length,
      refused,
      looksSwapped: swapped,
      pictures: files.flatMap((fileName, picture): Prediction[] => {
        if (unlikeReason(fileName, farness[picture]!) !== undefined) return [];
        const row = (values: Float32Array) => values.subarray(picture * CLASSES, (picture + 1) * CLASSES);
        const shares = row(votes.shares);
        const probabilities = networks && row(networks);
        const both = shares.map((share, digit) => probabilities ? jointShare(share, probabilities[digit]!) : share);
        const [answer, runnerUp] = ranked(both, names) as [Opinion, Opinion];
        return [{
          fileName,
          image: pictureOf(images.pixels, picture),
          answer,
          runnerUp,
          vote: ranked(shares, names)[0]!,
          ...(probabilities && { networks: ranked(probabilities, names)[0]! }),
          farness: farness[picture]!,
          neighbours: Array.from({ length: neighbours.k }, (_, rank) => picture * neighbours.k + rank)
            .filter((at) => neighbours.ids[at] !== ABSENT)
            .map((at): VotingDigit => {
              const [trainIndex, weight] = [neighbours.ids[at]!, neighbours.weights[at]!];
              return {
                trainIndex,
                pseudoLabel: names?.[weights.pseudoLabels[trainIndex]!] ?? weights.pseudoLabels[trainIndex]!,
                weight,
                distance: Math.sqrt(-Math.log(weight) / 2),
                image: pictureOf(trainImages.pixels, trainIndex),
              };
            }),
        }];
      }),
    };
  } finally {
    gpu.close();
  }
}

/**
 * Every picture made like MNIST's.
 *
 * @throws {Error} If no file can be read as one.
 */
async function readPictures(
  files: readonly string[],
): Promise<{ images: ImageSet; files: string[]; refused: Refusal[] }> {
  const read: { file: string; image: Uint8Array }[] = [];
  const refused: Refusal[] = [];
  for (const file of files) {
    try {
      const bytes = await readFileIfThere(file);
      if (bytes === undefined) throw new Error(`Reading ${file}: found no such file, wanted a picture of a digit`);
      read.push({ file, image: prepareDigit(await decodePicture(bytes, file), file) });
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      if (files.length === 1) throw error;
      refused.push({ fileName: file, reason: error.message });
    }
  }
  if (read.length === 0) throw nothingRead(refused);
  const pixels = new Uint8Array(read.length * IMAGE_PIXELS);
  read.forEach(({ image }, i) => pixels.set(image, i * IMAGE_PIXELS));
  return { images: { count: read.length, pixels }, files: read.map(({ file }) => file), refused };
}

function nothingRead(refused: readonly Refusal[]): Error {
  return new Error(refused.map(({ reason }) => reason).join("\n"));
}

/** Digits by falling share, the first of equals first; of groups without names, those that they were scored as. */
function ranked(shares: Float32Array, names?: readonly number[]): Opinion[] {
  return Array.from(shares, (share, place) => ({ digit: names?.[place] ?? place, share })).sort((a, b) =>
    b.share - a.share
  );
}

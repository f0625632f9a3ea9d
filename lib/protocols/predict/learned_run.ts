import { join } from "node:path";
import { UsageError } from "../../config/usage_error.ts";
import { sha256Of } from "../../data/sha256.ts";
import { headOfSet, type ImageSet } from "../../data/dataset.ts";
import { loadDatasetFolder } from "../../pictures/dataset_folder.ts";
import { loadMnistPackage } from "../../data/mnist_package.ts";
import { decodeFrames } from "../../pictures/frames_npy.ts";
import { readFileIfThere } from "../../data/read_file.ts";
import { decodeLeakFreeWeights, type LeakFreeDrawWeights } from "../../ensemble/leak_free_weights.ts";
import type { Network } from "../../ensemble/network.ts";
import { GRAPH_SETTINGS, type GraphSettings } from "../../graph/settings.ts";
import { FRAMES_FILE, readRunRecord, WEIGHTS_FILE } from "../../run/folder.ts";
import type { LeakFreeRecord, RunRecord } from "../../record/record.ts";

/** What one draw of a finished leak-free run knows. */
export interface LearnedRun {
  /** The preset that it was learned with. */
  readonly preset: string;
  /** Its pseudo-labels and networks. */
  readonly weights: LeakFreeDrawWeights;
  /** What the networks are; absent for a preset without. */
  readonly model?: Network;
  /** Of a run without labels: the class that each group was scored as. */
  readonly names?: readonly number[];
  /** Of a person's own pictures: what the classes are called. */
  readonly classNames?: readonly string[];
  /** The training images of the run. */
  readonly trainImages: ImageSet;
  /** How the run's graph was built. */
  readonly graphSettings: GraphSettings;
}

/**
 * Reads what a finished leak-free run learned, or labelling a person's own pictures, and finds the images that it learned from. No label of the data set is
 * looked at.
 *
 * @param dir The run's folder.
 * @param draw Which draw, counted from 0.
 * @param dataDir Where the data set lies; empty: where the record says.
 * @throws {UsageError} If the run has no such draw.
 * @throws {Error} If it is no leak-free run, if something of it is missing or damaged, or if the images are others.
 */
export async function readLearnedRun(dir: string, draw: number, dataDir: string): Promise<LearnedRun> {
  const record = await readRunRecord(dir);
  const { leakFree, label } = record;
  const doing = `Reading the run in ${dir}`;
  if (label?.classes.length === 0) {
    throw new Error(`${doing}: found no label in it, wanted a run of ./tenshot label with --labels`);
  }
  const trained = leakFree && { images: leakFree.trainImages, graph: leakFree.graph } ||
    label && { images: label.pictures, graph: label.graph };
  if (trained === undefined) {
    throw new Error(
      `${doing}: found no leak-free part, wanted a run of ./tenshot reproduce --protocol leak-free, or of ./tenshot label; ` +
        "the notebook's own models need the true label to answer",
    );
  }
  const path = join(dir, WEIGHTS_FILE);
  const stored = decodeLeakFreeWeights(await readWeights(path, doing), path);
  if (stored === undefined) {
    throw new Error(`${doing}: found no leak-free weights in ${WEIGHTS_FILE}, wanted those that the run leaves`);
  }
  const weights = stored.draws[draw];
  if (weights === undefined) {
    const found = draw < stored.drawsOfRun
      ? `draw ${draw}, which the run had but its weights file does not hold`
      : `draw ${draw}`;
    throw new UsageError(`Reading --draw: found ${found}, wanted 0 to ${stored.draws.length - 1}`);
  }
  if (weights.pseudoLabels.length !== trained.images) {
    throw new Error(
      `${doing}: found ${weights.pseudoLabels.length} pseudo-labels in ${WEIGHTS_FILE}, wanted ${trained.images}, ` +
        "as run.json says",
    );
  }
  return {
    preset: stored.preset,
    weights,
    ...(stored.model && { model: stored.model }),
    ...(leakFree && namesOf(leakFree, draw)),
    ...(label && { classNames: label.classes }),
    trainImages: label === undefined
      ? await trainImagesOf(record, trained.images, dataDir)
      : await framesOf(record, dir, dataDir),
    graphSettings: graphSettingsOf(trained.graph, doing),
  };
}

function namesOf({ draws }: LeakFreeRecord, draw: number): Pick<LearnedRun, "names"> {
  const { groups, labelledTrainIndices } = draws[draw]!;
  const labelled = labelledTrainIndices.some((row) => row.length > 0);
  return labelled || groups === undefined ? {} : { names: groups.groups.map(({ name }) => name) };
}

async function readWeights(path: string, doing: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cause;
    throw new Error(`${doing}: found no ${WEIGHTS_FILE}, wanted it beside run.json; run the protocol again`, { cause });
  }
}

/** The run's training images, from its data set or a copy of it. */
async function trainImagesOf(
  { provenance: { dataset } }: RunRecord,
  count: number,
  dataDir: string,
): Promise<ImageSet> {
  const { source, files } = dataset;
  const dir = dataDir || source.replace(/^~(?=$|[/\\])/, Deno.env.get("HOME") ?? Deno.env.get("USERPROFILE") ?? "~");
  const found = dataDir === "" && source.startsWith("npm:")
    ? await loadMnistPackage()
    : await loadDatasetFolder(dir).catch((cause) => {
      if (dataDir !== "") throw cause;
      throw new Error(`${cause.message}; --data-dir names the place where the run's data set lies now`, { cause });
    });
  const [images, wanted] = [found.identity.files[0]!, files[0]!];
  if (images.sha256 !== wanted.sha256) {
    throw new Error(
      `Finding the run's data set in ${found.identity.source}: found other training images (SHA-256 ` +
        `${images.sha256.slice(0, 12)}…), wanted those of the run (${wanted.sha256.slice(0, 12)}…)`,
    );
  }
  return headOfSet(found.train, count).images;
}

/** A person's own pictures, which lie in the run's folder. */
async function framesOf(
  { provenance: { dataset: { files: [wanted] } } }: RunRecord,
  dir: string,
  dataDir: string,
): Promise<ImageSet> {
  if (dataDir !== "") {
    throw new UsageError(`Reading --data-dir: found a run of own pictures, wanted it for a data set; ${dir} has them`);
  }
  const path = join(dir, FRAMES_FILE);
  const bytes = await readFileIfThere(path);
  if (bytes === undefined) throw new Error(`Reading ${path}: found no such file, wanted it beside run.json`);
  const frames = decodeFrames(bytes, path);
  if (sha256Of(frames.pixels) !== wanted?.sha256) {
    throw new Error(`Reading ${path}: found other pictures than run.json names, wanted those of the run`);
  }
  return frames;
}

function graphSettingsOf({ settings }: Pick<LeakFreeRecord["graph"], "settings">, doing: string): GraphSettings {
  const entries = Object.keys(GRAPH_SETTINGS).map((key) => {
    const value = settings[key];
    if (value === undefined) throw new Error(`${doing}: found no setting ${key} of the graph, wanted it in run.json`);
    return [key, value] as const;
  });
  return { ...GRAPH_SETTINGS, ...Object.fromEntries(entries) };
}

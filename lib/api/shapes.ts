/**
 * What goes into the library's functions, and what comes out.
 *
 * @module
 */
import type { ImageSet } from "../data/dataset.ts";
import type { Copies } from "../graph/copies.ts";
import type { FeatureRows } from "../graph/feature_neighbours.ts";
import type { Neighbours } from "../graph/local_scaling.ts";
import type { Votes } from "../spread/vote.ts";
import type { OnProgress } from "./on_progress.ts";
import type { NotebookRun, Run } from "./run.ts";

/** How a device is opened. */
export interface DeviceOptions {
  /** Which kernels are used: `auto`, those that suit the adapter. */
  readonly plan?: "auto" | "software" | "gpu";
}

/** Which of many things look alike. No label is in it. */
export interface Graph {
  /** Of everything that labels may spread over: its nearest others, with weights. */
  readonly training: Neighbours;
  /** Of everything that is only to be classified: its nearest among those, each found by itself. */
  readonly test: Neighbours;
  /** Which of `training` are the same, if any are: then a label of one is a label of all. */
  readonly copies?: Copies;
}

/** How a graph is built. */
export interface GraphOptions {
  /** Images that are only to be classified; none unless given. */
  readonly test?: ImageSet;
  /** Is told how far it is. */
  readonly onProgress?: OnProgress;
}

/** How a graph of features is built. */
export interface FeatureGraphOptions {
  /** Rows that are only to be classified; none unless given. */
  readonly test?: FeatureRows;
  /** Neighbours of each row; 10 unless given. */
  readonly neighbours?: number;
}

/** The only labels that are known. */
export interface GivenLabels {
  /** What is labelled. */
  readonly indices: readonly number[];
  /** 0 to `classes` − 1, one an index. */
  readonly labels: readonly number[];
  /** Classes there are, 2 to 64. 10 unless given: give it where there are fewer, or things get classes that no label names. */
  readonly classes?: number;
}

/** How labels are spread. */
export interface SpreadOptions {
  /** Seed of the partitions that groups come from; 0 unless given. */
  readonly seed?: number;
  /** Whether classes are taken to be about equally frequent where labels spread; true unless given. */
  readonly prior?: boolean;
  /** Is told how far it is. */
  readonly onProgress?: OnProgress;
}

/** A label for everything in a graph. */
export interface SpreadLabels {
  /** u8 [N]: the labels that were given, and for all others what the graph says. */
  readonly labels: Uint8Array;
  /** f32 [N], 0 to 1: the share of belief that the label has. */
  readonly confidences: Float32Array;
  /** `groups`: the graph fell into groups, which labels named; `spreading`: it did not, and labels walked over it. */
  readonly way: "groups" | "spreading";
  /** The mean share, 0 to 1, of partitions that agree on which group an image is in; groups hold from 0.98. */
  readonly agreement: number;
}

/** How networks are trained. */
export interface NetworkOptions {
  /** `quick`: one network, a fifth of the steps; `laptop`: one network, unless given; `gpu`: two wider ones. */
  readonly preset?: "quick" | "laptop" | "gpu";
  /** Classes there are, 2 to 64; 10 unless given. */
  readonly classes?: number;
  /** Networks; the preset's number unless given. */
  readonly members?: number;
  /** Steps of 128 images each; the preset's number unless given. */
  readonly steps?: number;
  /** Of starts, orders and bending; a whole number, 0 unless given. */
  readonly seed?: number;
  /** Is told how far it is. */
  readonly onProgress?: OnProgress;
}

/** Networks after their training. */
export interface TrainedNetworks {
  /** `laptop`: 16, 32 and 64 channels, 33,546 parameters for ten classes; `gpu`: half as wide again, 67,594. */
  readonly width: "laptop" | "gpu";
  /** Classes that they tell apart. */
  readonly classes: number;
  /**
   * Per network f32 [parameters]: each layer's weights [out, in, 3, 3], then its biases, layer by layer; then the dense
   * layer's weights [classes, channels x 4 x 4] and biases, as in PyTorch.
   */
  readonly weights: readonly Float32Array[];
  /** Per network its training loss (cross entropy, nats) as it went, at most 100 means of equally many steps. */
  readonly lossCurves: readonly (readonly number[])[];
}

/** How images are classified. */
export interface PredictionOptions {
  /** What the images' neighbours say, to be added to what the networks say; nothing unless given. */
  readonly votes?: Votes;
  /** Is told how far it is. */
  readonly onProgress?: OnProgress;
}

/** What networks, and neighbours if they are asked too, say of images. */
export interface PredictedImages {
  /** u8 [N] */
  readonly labels: Uint8Array;
  /** Per network f32 [N, classes]: the probability of each class; rows sum to 1. */
  readonly probabilities: readonly Float32Array[];
}

/** All that the leak-free method may know. */
export interface LeakFreeRequest {
  /** Labelled and unlabelled images alike. */
  readonly trainImages: ImageSet;
  /** Images to classify: each by itself, and none is learned from. */
  readonly testImages: ImageSet;
  /** Indices of training images, and their labels; it may be none. */
  readonly labelled: GivenLabels;
  /** What is trained on the graph's labels: `graph`, nothing; `laptop` unless given. */
  readonly preset?: "graph" | "quick" | "laptop" | "gpu";
  /** Networks; the preset's number unless given. */
  readonly members?: number;
  /** Steps of each network; the preset's number unless given. */
  readonly steps?: number;
  /** Of partitions and networks; 0 unless given. */
  readonly seed?: number;
  /** Is told how far it is. */
  readonly onProgress?: OnProgress;
}

/** What the leak-free method decided. Nothing in it was scored: whoever holds the test labels does that, once. */
export interface LeakFreeDecision {
  /** u8 [test images]; without a label the number of a group. */
  readonly predictions: Uint8Array;
  /** u8 [training images]: labels, and what all others were taken for. */
  readonly pseudoLabels: Uint8Array;
  /** f32 [training images], 0 to 1: how sure each of these is. */
  readonly confidences: Float32Array;
  /** `groups`: the images fell into groups, which labels named; `spreading`: they did not, and labels walked. */
  readonly way: "groups" | "spreading";
  /** What each test image's neighbours say alone. */
  readonly votes: Votes;
  /** Per network f32 [test images, classes]: what it says alone; none with the preset `graph`. */
  readonly probabilities: readonly Float32Array[];
}

/** How long a stage of the notebook trains, how often, and when a try is good enough. */
export interface StageChoices {
  /** Images a class, at most. */
  readonly imagesPerClass: number;
  /** Passes over them. */
  readonly epochs: number;
  /** Of a model, at most. */
  readonly maxTries: number;
  /** A try whose final loss is below it wins; batch size x mean (1 - cosine). */
  readonly targetLoss: number;
}

/** What the notebook leaves to choose. */
export interface NotebookChoices {
  /** Images of a training step. */
  readonly batchSize?: number;
  /** Of AdamW. */
  readonly learningRate?: number;
  /** An unlabelled image is kept when its best similarity is above it, -1 to 1. */
  readonly pseudoLabelThreshold?: number;
  /** Training images that are looked at, from the head of the set. */
  readonly trainImages?: number;
  /** Test images that are scored, from the head of the set. */
  readonly testImages?: number;
  /** On labelled images. */
  readonly stage1?: StageChoices;
  /** On kept images. */
  readonly stage2?: StageChoices;
}

/** How the notebook is run. */
export interface PublishedOptions {
  /** Seed N stands for the notebook's seeds N and N + 1; 0 unless given. */
  readonly seed?: number;
  /** What differs from the notebook's own settings. */
  readonly settings?: NotebookChoices;
  /** Is told how far it is. */
  readonly onProgress?: OnProgress;
}

/** What the notebook came to. */
export interface PublishedResult {
  /** Tries, losses, pseudo-labels, and both scores of every stage. */
  readonly record: NotebookRun;
  /** Row d: digit d's final model, f32 [1393], in PyTorch's order of parameters. */
  readonly models: readonly Float32Array[];
  /** Row d: the vector that it was to answer, f32 [25]. */
  readonly labelVectors: readonly Float32Array[];
}

/**
 * The options of `deno task reproduce` by their names in camelCase; `deno task reproduce --help` says what each does. Those
 * that are left out have their defaults.
 */
export interface ReproduceChoices {
  /** Both unless given; the notebook alone with `seeds` or the cpu backend. */
  readonly protocol?: "both" | "published" | "corrected" | "leak-free";
  /** N stands for the notebook's seeds N and N + 1; 0 unless given. */
  readonly seed?: number;
  /** Several seeds of the published protocol, such as `0..9`. */
  readonly seeds?: string;
  /** Folder to write; one under `reports/` unless given. */
  readonly out?: string;
  /** Folder with four IDX files; MNIST from its package unless given. */
  readonly dataDir?: string;
  /** An adapter through WebGPU, unless `cpu` is given: the plain references, slow. */
  readonly backend?: "webgpu" | "cpu";
  /** Which kernels are used; those that suit the adapter unless given. */
  readonly plan?: "auto" | "software" | "gpu";
  /** The notebook's ten vectors, or ten drawn anew; the notebook's unless given. */
  readonly labelVectors?: "notebook" | "generated";
  /** Tries trained side by side, at most; changes speed only. */
  readonly waveWidth?: number;
  /** Fewer images and steps. */
  readonly quick?: boolean;
  /** Leak-free: what is trained on the graph's labels. */
  readonly preset?: "auto" | "graph" | "quick" | "laptop" | "gpu";
  /** Leak-free: networks of a draw; the preset's number unless given. */
  readonly members?: number;
  /** Leak-free: of each network; the preset's number unless given. */
  readonly steps?: number;
  /** Leak-free: labelled images a class; 10 unless given, 0 for none. */
  readonly labelsPerClass?: number;
  /** Leak-free: draws of labelled images; 1 unless given. */
  readonly draws?: number;
  /** Leak-free: seed of the first draw. */
  readonly drawSeed?: number;
  /** Leak-free: JSON file of the labelled images in the place of draws. */
  readonly labelledIndices?: string;
  /** Leak-free: whether classes are taken to be about equally frequent where labels spread; true unless given. */
  readonly prior?: boolean;
  /** Leak-free: whether other methods run on the same labels. */
  readonly baselines?: boolean;
  /** Whether graphs are kept between runs; true unless given. */
  readonly cache?: boolean;
  /** Where they are kept. */
  readonly cacheDir?: string;
  /** Folder of a run that was stopped, to go on with; takes no other choice but `dataDir`. */
  readonly resume?: string;
  /** Writes into `out` even if it is not empty. */
  readonly force?: boolean;
}

/** Who is told what of a run. */
export interface RunListeners {
  /** Is told how far it is. */
  readonly onProgress?: OnProgress;
  /** Is told what is worth a sentence, such as an inverted data set. */
  readonly onNotice?: (notice: string) => void;
}

/** A run that has ended. */
export interface FinishedRun {
  /** Its folder: `run.json`, `index.html` and what else it leaves. */
  readonly folder: string;
  /** Everything that it learned. */
  readonly run: Run;
}

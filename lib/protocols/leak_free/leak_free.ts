import type { ImageSet } from "../../data/dataset.ts";
import type { Network } from "../../ensemble/network.ts";
import type { Gpu } from "../../gpu/gpu.ts";
import type { ImageGraph } from "../../graph/build_graph.ts";
import { findCopies } from "../../graph/copies.ts";
import type { GraphStore } from "../../graph/graph_file.ts";
import { type LabelledImages, PROPAGATION_SETTINGS, type PropagationSettings } from "../../spread/propagation.ts";
import { type GraphSettings, graphSettingsFor } from "../../graph/settings.ts";
import { type SparseGraph, symmetricGraph } from "../../graph/sparse_graph.ts";
import { vote, type Votes } from "../../spread/vote.ts";
import { type KeptSteps, NOTHING_KEPT } from "../../run/kept_steps.ts";
import { type Progress, silentProgress } from "../../run/progress.ts";
import { graphWithProgress } from "./graph_progress.ts";
import { addToVote, type NetworkDraw, type NetworkStage } from "./network_stage.ts";
import { type DrawPseudoLabels, drawPseudoLabels } from "./pseudo_labels.ts";

/**
 * All that the leak-free protocol may know. Images come without labels; the labelled ones are named by their indices, and
 * theirs are the only labels here. Whoever holds the others scores the outcome once, after the last decision.
 */
export interface LeakFreeInput {
  /** The training images, labelled and unlabelled alike. */
  readonly trainImages: ImageSet;
  /** Images to classify; each is classified by itself and none is learned from. */
  readonly testImages: ImageSet;
  /** Per draw which training images are labelled, and how; it may be none. At least one draw, all of as many classes. */
  readonly draws: readonly LabelledImages[];
  /** Per draw the seed of its groups and networks; by default 0 for each, so that labels alone tell draws apart. */
  readonly seeds?: readonly number[];
  /** How the graph is built; by default the recipe, for so many images. */
  readonly graphSettings?: GraphSettings;
  /** How labels spread where the groups do not hold; by default the recipe, with its assumption about classes (`prior`). */
  readonly propagationSettings?: PropagationSettings;
  /** Where the graph is kept between runs; without it, it is built every time. */
  readonly graphStore?: GraphStore;
  /** Learns from the pseudo-labels, and is added to the neighbours' vote; without it, neighbours alone decide. */
  readonly network?: NetworkStage;
  /** Steps of spreading after which the first draw's labels are kept to be looked at; nothing follows from them. */
  readonly watchedSteps?: readonly number[];
  /** Where outcomes of steps are kept, and taken from if they were; without it, nowhere. */
  readonly steps?: KeptSteps;
}

/** What became of one draw's labels. */
export interface LeakFreeDraw {
  /** A class for every training image; for a draw without labels the number of a group. */
  readonly pseudoLabels: DrawPseudoLabels;
  /** What each test image's neighbours say, and the class that would follow from them alone. */
  readonly votes: Votes;
  /** What the network stage says; absent without one. */
  readonly network?: NetworkDraw;
  /** u8 [test images]: the last decision; for a draw without labels the number of a group. */
  readonly predictions: Uint8Array<ArrayBuffer>;
}

/** The protocol's outcome; nothing in it was scored. */
export interface LeakFreeOutcome {
  /** As the draws were given. */
  readonly draws: readonly LeakFreeDraw[];
  /** The neighbours that voted, and those that labels walked over. */
  readonly graph: ImageGraph;
  /** How the graph was built. */
  readonly graphSettings: GraphSettings;
  /** The links that labels walked over. */
  readonly links: SparseGraph;
  /** Whether the graph was read instead of built. */
  readonly graphFromStore: boolean;
  /** How long each step took, for all draws together. */
  readonly durationsMs: {
    readonly graph: number;
    readonly propagation: number;
    readonly votes: number;
    readonly network: number;
  };
  /** Of every member of the network stage; 0 without one, as is `steps`. */
  readonly parameters: number;
  /** Training steps of every member. */
  readonly steps: number;
  /** What the network stage's members are; absent without one. */
  readonly model?: Network;
}

/** Draws whose pseudo-labels are kept, at most: one takes 0.6 MB, and less than ten seconds. */
const MOST_DRAWS_KEPT = 100;

/**
 * Few labels → pseudo-labels → (network) → vote.
 *
 * It is the notebook's story without its leak. The notebook lets a few labelled digits choose more of the training set
 * and then trusts models that agree; here the training images fall into groups that look alike even when bent, a few labels
 * name the groups, and a test image is what its neighbours are called.
 *
 * Which draws the constants were chosen on is in docs/leak_free.md; draws that are reported should be others.
 *
 * @throws {GpuError} If the adapter fails.
 * @throws {RangeError} If a label or an index is out of range.
 */
export async function runLeakFree(input: LeakFreeInput, gpu: Gpu, progress: Progress): Promise<LeakFreeOutcome> {
  const { trainImages, testImages, draws, steps = NOTHING_KEPT } = input;

  // A graph of the images alone: the same for every draw.
  const copies = findCopies(trainImages);
  const distinct = copies?.distinct.length ?? trainImages.count;
  const graphSettings = input.graphSettings ?? graphSettingsFor(distinct, draws[0]!.classes);
  let startMs = steps.nowMs();
  const { graph, fromStore } = await graphWithProgress(
    gpu,
    trainImages,
    testImages,
    graphSettings,
    input.graphStore,
    `${trainImages.count} training and ${testImages.count} test images`,
    progress,
  );
  // A run that goes on finds the graph in the store, but it was built for it all the same.
  const builtMs = steps.nowMs() - startMs;
  const { graphFromStore, graphMs } = await steps.once(
    "Origin of the graph",
    silentProgress,
    () => Promise.resolve({ graphFromStore: fromStore, graphMs: builtMs }),
  );

  // Few labels → pseudo-labels for every training image, all draws at once.
  const links = symmetricGraph(graph.training);
  startMs = steps.nowMs();
  const keeper = draws.length > MOST_DRAWS_KEPT ? NOTHING_KEPT : steps;
  const settings = {
    ...(input.seeds && { partitionSeeds: input.seeds }),
    spreading: input.propagationSettings ?? PROPAGATION_SETTINGS,
    copies,
    ...(input.watchedSteps && { watchedSteps: input.watchedSteps }),
  };
  const pseudoLabels = await keeper.once(
    "Pseudo-labels",
    progress,
    () => drawPseudoLabels(links, draws, settings, gpu, progress),
  );
  const propagationMs = steps.nowMs() - startMs;

  // Pseudo-labels → vote, each test image by itself.
  startMs = steps.nowMs();
  const votes = pseudoLabels.map(({ second }) => vote(graph.test, second.labels, draws[0]!.classes));
  const votesMs = steps.nowMs() - startMs;

  // Pseudo-labels → networks trained anew, if the preset has any; each test image by itself here too.
  startMs = steps.nowMs();
  const trained = await input.network?.(
    {
      trainImages,
      testImages,
      labels: pseudoLabels.map(({ second }) => second.labels),
      ...(input.seeds && { seeds: input.seeds }),
    },
    gpu,
    progress,
    steps,
  );
  const networkMs = steps.nowMs() - startMs;

  // The last decision: networks and neighbours together.
  return {
    draws: pseudoLabels.map((passes, draw) => {
      const network = trained?.draws[draw];
      return {
        pseudoLabels: passes,
        votes: votes[draw]!,
        ...(network && { network }),
        predictions: network ? addToVote(network, votes[draw]!) : votes[draw]!.predictions,
      };
    }),
    graph,
    graphSettings,
    links,
    graphFromStore,
    durationsMs: { graph: graphMs, propagation: propagationMs, votes: votesMs, network: networkMs },
    parameters: trained?.parameters ?? 0,
    steps: trained?.steps ?? 0,
    ...(trained && { model: trained.model }),
  };
}

import type { ImageSet } from "../../data/dataset.ts";
import type { Network } from "../../ensemble/network.ts";
import type { Gpu } from "../../gpu/gpu.ts";
import { findCommunities } from "../../spread/communities.ts";
import { findCopies } from "../../graph/copies.ts";
import type { GraphStore } from "../../graph/graph_file.ts";
import type { Groups } from "../../spread/groups.ts";
import { type LabelledImages, type PropagationSettings, steps } from "../../spread/propagation.ts";
import { type GraphSettings, graphSettingsFor } from "../../graph/settings.ts";
import { normalisedWeights, type SparseGraph, symmetricGraph } from "../../graph/sparse_graph.ts";
import type { Progress } from "../../run/progress.ts";
import { sharesUnderNames } from "../../score/under_names.ts";
import { graphWithProgress } from "../leak_free/graph_progress.ts";
import type { NetworkDraw, NetworkStage } from "../leak_free/network_stage.ts";
import { type DrawPseudoLabels, drawPseudoLabels } from "../leak_free/pseudo_labels.ts";

/** All that labelling may know: pictures, and labels of some. Whoever knows more is asked after the last decision. */
export interface LabelInput {
  readonly images: ImageSet;
  /** It may be none. */
  readonly labelled: LabelledImages;
  readonly propagationSettings: PropagationSettings;
  /** Where the graph is kept between runs; without it, it is built every time. */
  readonly graphStore?: GraphStore;
  /** Learns from the labels, for pictures that come later. */
  readonly network?: NetworkStage;
}

/** What was decided; nothing in it was scored. */
export interface LabelOutcome {
  readonly links: SparseGraph;
  /** How the graph was built. */
  readonly graphSettings: GraphSettings;
  readonly graphFromStore: boolean;
  /** The labels of all pictures, and how they came about; without a label given, numbers of groups. */
  readonly decided: DrawPseudoLabels;
  /** f32 [N, classes]: every picture's shares of belief in the classes; rows sum to 1. */
  readonly beliefs: Float32Array;
  /** u8 [N]: the group of each picture, under its name. */
  readonly groups: Uint8Array;
  /** u32 [N]: plain communities, from 0 up without a gap. */
  readonly communities: Uint32Array;
  /** Absent without a network stage. */
  readonly network?: NetworkDraw & { readonly model: Network; readonly steps: number };
  readonly durationsMs: { readonly graph: number; readonly labels: number; readonly network: number };
}

const NO_IMAGES: ImageSet = { count: 0, pixels: new Uint8Array() };

/**
 * Labels pictures from a few examples, as the leak-free protocol labels training images: the same graph, groups and names, or
 * spreading where groups do not hold. There is no test set, and none is needed.
 *
 * @throws {GpuError} If the adapter fails.
 * @throws {RangeError} If a label or an index is out of range.
 */
export async function labelPictures(input: LabelInput, gpu: Gpu, progress: Progress): Promise<LabelOutcome> {
  const { images, labelled, propagationSettings: spreading } = input;
  const { classes } = labelled;
  let startMs = performance.now();
  const lap = () => {
    const beforeMs = startMs;
    startMs = performance.now();
    return startMs - beforeMs;
  };
  const copies = findCopies(images);
  const graphSettings = graphSettingsFor(copies?.distinct.length ?? images.count, classes);
  const { graph, fromStore } = await graphWithProgress(
    gpu,
    images,
    NO_IMAGES,
    graphSettings,
    input.graphStore,
    `${images.count} pictures`,
    progress,
  );
  const graphMs = lap();

  const links = symmetricGraph(graph.training);
  let found: Groups | undefined;
  const settings = {
    spreading,
    copies,
    onGroups: (_draw: number, groups: Groups) => found = groups,
  };
  const [decided] = await drawPseudoLabels(links, [labelled], settings, gpu, progress) as [DrawPseudoLabels];
  const { names } = decided.named;
  const { walked, memberships } = found!;
  const beliefs = decided.way === "groups"
    ? sharesUnderNames(memberships, names)
    : spreadBeliefs(links, decided, classes, spreading);
  copies?.firsts.forEach((first, image) => beliefs.copyWithin(image * classes, first * classes, (first + 1) * classes));
  const communities = findCommunities(links, 1, 0, 1)[0]!;
  const labelsMs = lap();

  const trained = await input.network?.(
    { trainImages: images, testImages: NO_IMAGES, labels: [decided.second.labels] },
    gpu,
    progress,
  );
  return {
    links,
    graphSettings,
    graphFromStore: fromStore,
    decided,
    beliefs,
    groups: walked.labels.map((group) => names[group]!),
    communities,
    ...(trained && { network: { ...trained.draws[0]!, model: trained.model, steps: trained.steps } }),
    durationsMs: { graph: graphMs, labels: labelsMs, network: lap() },
  };
}

/** f32 [N, classes]: beliefs after the last pass, which the GPU's labels follow from too. */
function spreadBeliefs(
  graph: SparseGraph,
  { first }: DrawPseudoLabels,
  classes: number,
  settings: PropagationSettings,
): Float32Array {
  const weights = normalisedWeights(graph, "stochastic");
  const beliefs = steps(graph, weights, first.labels, classes, settings.secondSteps, settings.alpha);
  return Float32Array.from(beliefs, (belief, at) => {
    const row = at - at % classes;
    let total = 0;
    for (let c = 0; c < classes; c++) total += beliefs[row + c]!;
    return total > 0 ? belief / total : 1 / classes;
  });
}

import type { Gpu } from "../../gpu/gpu.ts";
import type { Copies } from "../../graph/copies.ts";
import { labelsOfFirsts, labelsWithCopies } from "../../spread/labels_of_copies.ts";
import { findGroups, GROUP_SETTINGS, type Groups } from "../../spread/groups.ts";
import { labelsBearOut, type NamedGroups, nameGroups, withNames } from "../../spread/name_groups.ts";
import type { LabelledImages, Propagated, PropagationSettings } from "../../spread/propagation.ts";
import { Propagation } from "../../spread/propagation_gpu.ts";
import { seedLabels } from "../../spread/seed_labels.ts";
import type { SparseGraph } from "../../graph/sparse_graph.ts";
import type { Progress } from "../../run/progress.ts";

/** One draw's pseudo-labels, and how they came about. */
export interface DrawPseudoLabels extends Propagated {
  /**
   * `groups`: the graph's groups under the names that labels gave them; `first` is what partitions agree on, `second` after a
   * walk. `spreading`: labels spread, as the groups do not hold.
   */
  readonly way: "groups" | "spreading";
  /** What labels make of the groups, whether they hold or not. */
  readonly named: NamedGroups;
  /** The mean share of partitions that agree on an image. */
  readonly agreement: number;
  /** Labels spread without the assumption that classes are roughly equally frequent, as the images belie it. */
  readonly uneven?: true;
}

/** If balancing decides more of the images otherwise, classes are too uneven for it. Source: our choice. */
const MOST_REBALANCED = 0.5;

/** How draws come to their pseudo-labels. */
export interface PseudoLabelSettings {
  /** Per draw the seed of its partitions; by default 0 for each, so that all draws have the same groups. */
  readonly partitionSeeds?: readonly number[];
  /** How labels spread where groups do not hold. */
  readonly spreading: PropagationSettings;
  /** Steps of spreading after which the first draw's labels are kept to be looked at; nothing follows from them. */
  readonly watchedSteps?: readonly number[];
  /** Shown a draw's groups, to be looked at; nothing follows from it. */
  readonly onGroups?: (draw: number, groups: Groups) => void;
  /** Exact copies among the images: a label of one is a label of all. */
  readonly copies?: Copies | undefined;
}

/**
 * A class for every image, of every draw: the graph's groups, named by the given labels, if these groups hold, else the
 * labels spread. Groups hold if their partitions agree, and if the labelled images bear them out; a draw without a labelled
 * image has its groups in any case. Nothing else decides, and no draw's outcome depends on another's.
 *
 * @throws {RangeError} If a label or an index is out of range.
 */
export async function drawPseudoLabels(
  graph: SparseGraph,
  given: readonly LabelledImages[],
  { partitionSeeds = [], spreading, watchedSteps, onGroups, copies }: PseudoLabelSettings,
  gpu: Gpu,
  progress: Progress,
): Promise<DrawPseudoLabels[]> {
  // Labels that name no image or no class are refused before anything follows from them.
  for (const labelled of given) seedLabels(graph.count, labelled);
  const { classes } = given[0]!;
  const draws = given.map((labelled) => labelsOfFirsts(labelled, copies));
  const stage = progress.stage("Groups", draws.length);
  const found = new Map<number, Groups>();
  const grouped = draws.map((labelled, draw): DrawPseudoLabels => {
    stage.update(draw);
    const seed = partitionSeeds[draw] ?? 0;
    const groups = found.get(seed) ?? findGroups(graph, classes, seed);
    // Draws with groups of their own mostly have them alone.
    if (draws.length === partitionSeeds.length) found.clear();
    found.set(seed, groups);
    onGroups?.(draw, groups);
    const named = nameGroups(groups, labelled);
    const holds = groups.agreement >= GROUP_SETTINGS.leastAgreement && labelsBearOut(named, labelled);
    return {
      way: holds || labelled.indices.length === 0 ? "groups" : "spreading",
      named,
      agreement: groups.agreement,
      first: withNames(groups.agreed, named.names, labelled),
      second: withNames(groups.walked, named.names, labelled),
    };
  });
  const open = grouped.flatMap(({ way }, draw) => way === "spreading" ? [draw] : []);
  stage.finish(
    open.length === 0
      ? ""
      : open.length === draws.length
      ? "do not hold"
      : `do not hold in ${open.length} ${open.length === 1 ? "draw" : "draws"}`,
  );
  const finished = (found: DrawPseudoLabels[]) => copies ? found.map((draw) => withCopies(draw, copies)) : found;
  if (open.length === 0) return finished(grouped);
  const spreadStage = progress.stage("Spreading labels", 100);
  const spread = await spreadAll(gpu, graph, spreading, open.map((draw) => draws[draw]!), {
    onProgress: (share) => spreadStage.update(Math.floor(share * 100)),
    watched: open[0] === 0 ? watchedSteps : [],
  });
  spreadStage.finish(open.length === 1 ? "1 draw" : `${open.length} draws`);
  return finished(grouped.map((ofDraw, draw) => ({ ...ofDraw, ...spread[open.indexOf(draw)] })));
}

/**
 * Labels of draws spread over the graph: balanced between classes, if that is asked for, but where it would decide most images
 * otherwise than labels did on their way.
 */
async function spreadAll(
  gpu: Gpu,
  graph: SparseGraph,
  settings: PropagationSettings,
  draws: readonly LabelledImages[],
  { onProgress, watched = [] }: {
    readonly onProgress: (share: number) => void;
    readonly watched?: readonly number[] | undefined;
  },
): Promise<(Propagated & Pick<DrawPseudoLabels, "uneven">)[]> {
  // Nothing spreads of classes behind the last that has a label, if there are such: they have none.
  const labelledClasses = 1 + Math.max(...draws.flatMap(({ labels }) => labels));
  const run = async (prior: boolean, from: number, to: number, watched: readonly number[] = []) => {
    const propagation = await Propagation.create(gpu, graph, labelledClasses, { ...settings, prior });
    return await propagation.run(draws, (share) => onProgress(from + (to - from) * share), watched)
      .finally(() => propagation.dispose());
  };
  if (!settings.prior) return await run(false, 0, 1, watched);
  const balanced = await run(true, 0, 0.5, watched);
  const plain = await run(false, 0.5, 1);
  return balanced.map((draw, i) => {
    const others = plain[i]!.first.labels;
    const rebalanced = draw.first.labels.filter((label, image) => label !== others[image]).length / graph.count;
    return rebalanced > MOST_REBALANCED ? { ...draw, ...plain[i]!, uneven: true } : draw;
  });
}

function withCopies(draw: DrawPseudoLabels, copies: Copies): DrawPseudoLabels {
  return {
    ...draw,
    first: labelsWithCopies(draw.first, copies),
    second: labelsWithCopies(draw.second, copies),
  };
}

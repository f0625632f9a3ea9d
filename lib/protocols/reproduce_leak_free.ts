import { type LeakFreeOptions, QUICK_SIZES } from "../config/leak_free_options.ts";
import { type Dataset, headOfSet } from "../data/dataset.ts";
import { leakFreeTensors } from "../ensemble/leak_free_weights.ts";
import type { TensorFile } from "../ensemble/safetensors.ts";
import type { Gpu } from "../gpu/gpu.ts";
import { findCommunities } from "../spread/communities.ts";
import type { GraphStore } from "../graph/graph_file.ts";
import { PROPAGATION_SETTINGS } from "../spread/propagation.ts";
import { type SparseGraph, symmetricGraph } from "../graph/sparse_graph.ts";
import { type KeptSteps, NOTHING_KEPT } from "../run/kept_steps.ts";
import { type Progress, silentProgress } from "../run/progress.ts";
import type { StoryPictures } from "../record/pictures.ts";
import type { LeakFreeRecord } from "../record/record.ts";
import { LeakFreeEvaluator } from "../score/leak_free_evaluator.ts";
import { digitMap, WATCHED_STEPS } from "./leak_free/digit_map.ts";
import { runLeakFree } from "./leak_free/leak_free.ts";
import { runBaselines } from "./leak_free/leak_free_baselines.ts";
import { chooseDraws } from "./leak_free/leak_free_draws.ts";
import { leakFreePictures } from "./leak_free/leak_free_pictures.ts";
import { leakFreeRecord } from "./leak_free/leak_free_summary.ts";
import { choosePreset, presetNetwork, presetSettings } from "./leak_free/leak_free_presets.ts";
import { memberPredictions } from "./leak_free/network_stage.ts";
import { networksAhead } from "./leak_free/networks_ahead.ts";

/** Modularity as it stands, at resolution 1: u32 [training images]. */
function plainCommunities(graph: SparseGraph): Uint32Array {
  return findCommunities(graph, 1, 0, 1)[0]!;
}

/** A leak-free run's record, and its predictions. */
export interface LeakFreeRun {
  /** What the run record keeps. */
  readonly record: LeakFreeRecord;
  /** Per draw u8 [test images], 0 to 9. */
  readonly predictions: readonly Uint8Array[];
  /** The last pass's pseudo-labels and the networks, to be kept. */
  readonly tensors: TensorFile;
  /** Digits for the report. */
  readonly pictures: StoryPictures;
}

/**
 * Runs the leak-free protocol: draws the labelled images, hands everything else on without labels, and asks the evaluator
 * once at the end.
 *
 * @param given With `auto` for the preset that suits the adapter.
 * @param graphStore Where the graph is kept; undefined: nowhere.
 * @param startMs When the run began, by `performance.now()`.
 * @param steps Where outcomes of steps are kept, and taken from if they were.
 * @throws {GpuError} If the adapter fails.
 * @throws {RangeError} If a class has too few images, or a file names a wrong one.
 */
export async function reproduceLeakFree(
  given: LeakFreeOptions & { readonly quick: boolean },
  dataset: Dataset,
  gpu: Gpu,
  graphStore: GraphStore | undefined,
  startMs: number,
  progress: Progress,
  steps: KeptSteps = NOTHING_KEPT,
): Promise<LeakFreeRun> {
  const options = { ...given, preset: choosePreset(given.preset, given.quick, gpu.traits) };
  const { trainImages, testImages } = options.quick ? QUICK_SIZES : { trainImages: Infinity, testImages: Infinity };
  const train = headOfSet(dataset.train, Math.min(trainImages, dataset.train.images.count));
  const test = headOfSet(dataset.test, Math.min(testImages, dataset.test.images.count));

  // From here on labels are in two hands: the draws' own in `choices`, all others in the evaluator.
  const choices = await steps.once("Labelled images", silentProgress, () => chooseDraws(options, train.labels));
  const evaluator = new LeakFreeEvaluator(train.labels, test.labels);

  const learned = presetSettings(options.preset, options);
  const ahead = learned && networksAhead(gpu, learned.network);
  const network = presetNetwork(options.preset, { ...options, ...(ahead && { compiledAhead: ahead.done }) });
  const input = {
    trainImages: train.images,
    testImages: test.images,
    draws: choices.map(({ labelled }) => labelled),
    // Without labels, a draw is what its seed makes of the groups and the networks.
    ...(options.labelsPerClass === 0 && { seeds: choices.map(({ drawSeed }) => drawSeed ?? 0) }),
    propagationSettings: { ...PROPAGATION_SETTINGS, prior: options.prior },
    ...(graphStore && { graphStore }),
    ...(network && { network }),
    watchedSteps: WATCHED_STEPS,
    steps,
  };
  const setUpMs = steps.nowMs() - startMs;
  const outcome = await runLeakFree(input, gpu, progress).finally(() => ahead?.stop());
  let fromMs = steps.nowMs();
  const baselines = await steps.once("Baselines", progress, () =>
    runBaselines(
      input,
      outcome,
      gpu,
      progress,
      options.baselines ? (augment) => presetNetwork(options.preset, options, augment) : undefined,
    ));
  const communities = options.baselines
    ? {
      graph: plainCommunities(outcome.links),
      pixels: plainCommunities(symmetricGraph(outcome.graph.pixels.training)),
    }
    : undefined;
  const baselinesMs = steps.nowMs() - fromMs;

  // After the last decision.
  fromMs = steps.nowMs();
  const evaluation = progress.stage("Evaluation", 1);
  const map = digitMap(outcome.links, choices[0]!.byClass, outcome.draws[0]!.pseudoLabels);
  const scores = evaluator.evaluate({
    graph: outcome.graph,
    map,
    ...(communities && { communities }),
    draws: outcome.draws.map((draw, i) => ({
      ...draw,
      ...baselines[i]!,
      labelled: choices[i]!.labelled.indices,
      memberPredictions: (draw.network?.members ?? []).map(memberPredictions),
    })),
  });
  const evaluationMs = steps.nowMs() - fromMs;
  const pictures = leakFreePictures(input, choices, scores.samples, map);
  evaluation.finish(`${test.images.count} test images`);
  return {
    record: leakFreeRecord({
      options,
      input,
      choices,
      outcome,
      map,
      scores,
      timings: { setUpMs, baselinesMs, evaluationMs },
      durationMs: steps.nowMs() - startMs,
    }),
    predictions: outcome.draws.map(({ predictions }) => predictions),
    tensors: leakFreeTensors({
      preset: options.preset,
      ...(outcome.model && { model: outcome.model }),
      draws: outcome.draws.map(({ pseudoLabels, network }, i) => ({
        drawSeed: choices[i]!.drawSeed,
        pseudoLabels: pseudoLabels.second.labels,
        members: network?.weights ?? [],
      })),
    }),
    pictures,
  };
}

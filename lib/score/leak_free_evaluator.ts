import { ABSENT } from "../graph/candidates.ts";
import type { ImageGraph, NeighbourSets } from "../graph/build_graph.ts";
import type { Neighbours } from "../graph/local_scaling.ts";
import type { Propagated } from "../spread/propagation.ts";
import { vote, type Votes } from "../spread/vote.ts";
import {
  type ClusteringScores,
  clusteringScores,
  countByClass,
  namesForScoring,
  wrongOfMatched,
} from "./clustering.ts";
import { confusionMatrix, errorsOf } from "./confusion.ts";
import { hardestImages, type HardTestImage } from "./hardest_images.ts";
import { type MapScores, mapScores } from "./label_map.ts";
import { underNames } from "./under_names.ts";
import { type LeakFreeSamples, leakFreeSamples } from "./leak_free_samples.ts";
import { type PassQuality, passQuality } from "./pass_quality.ts";

/** Everything that was decided about one draw; of one without labels, in numbers of groups. */
export interface DecidedDraw {
  /** Indices of the labelled training images; none: groups have no names, and get some for being scored. */
  readonly labelled: readonly number[];
  readonly pseudoLabels: Propagated;
  /** u8 [test images]: the final decision. */
  readonly predictions: Uint8Array;
  /** The neighbours' vote alone. */
  readonly votes: Votes;
  /** u8 [test images] of each network alone. */
  readonly memberPredictions: readonly Uint8Array[];
  /** u8 [test images]: the nearest labelled image's class. */
  readonly nearestPixels?: Uint8Array;
  /** Spreading over neighbours by pixels alone. */
  readonly pixelGraph?: { readonly trainLabels: Uint8Array; readonly predictions: Uint8Array };
  /** u8 [test images] each: methods that are known elsewhere, on both graphs; only where that was asked for. */
  readonly known?: Readonly<Record<"labelSpreading" | "poisson", OnBothGraphs<Uint8Array>>>;
  /** Networks trained on the labelled images alone, bent or as they are; only where that was asked for. */
  readonly labelledAlone?: { readonly bent: Uint8Array; readonly unbent: Uint8Array };
}

/** Something of the run's graph, and of that by pixels. */
export interface OnBothGraphs<T> {
  readonly graph: T;
  readonly pixels: T;
}

/** Everything that a run decided. */
export interface Decisions {
  readonly draws: readonly DecidedDraw[];
  readonly graph: ImageGraph;
  /** A map of some training images, and where the first draw's labels had come to on the way. */
  readonly map: { readonly indices: readonly number[]; readonly steps: readonly { readonly labels: Uint8Array }[] };
  /** u32 [training images]: plain communities; only where that was asked for. */
  readonly communities?: OnBothGraphs<Uint32Array>;
}

/** The scores of one draw. */
export interface DrawScores {
  readonly testErrors: number;
  readonly graphTestErrors: number;
  readonly memberTestErrors: number[];
  readonly confusion: number[][];
  readonly pseudoLabels: { readonly first: PassQuality; readonly second: PassQuality };
  readonly nearestPixelsTestErrors?: number;
  readonly pixelGraphTestErrors?: number;
  readonly pixelGraphTrainErrors?: number;
  readonly knownTestErrors?: Readonly<Record<"labelSpreading" | "poisson", OnBothGraphs<number>>>;
  readonly labelledAloneTestErrors?: { readonly bent: number; readonly unbent: number };
  /** Of a draw without labels. */
  readonly clustering?: {
    /** The class that each group was scored as. */
    readonly names: readonly number[];
    readonly training: ClusteringScores;
    readonly test: ClusteringScores;
  };
}

/** Plain communities against the classes. */
export interface CommunityScores extends ClusteringScores {
  readonly communities: number;
  /** Training images that are wrong if each class is given to one community. */
  readonly wrong: number;
}

/** How often an image and its neighbour are of one class. */
export interface SameLabel {
  /** Of nearest neighbours. */
  readonly nearest: number;
  /** Of all neighbours. */
  readonly all: number;
}

/** The scores of a run. */
export interface LeakFreeScores {
  readonly draws: readonly DrawScores[];
  readonly sameLabel: { readonly training: SameLabel; readonly test: SameLabel };
  readonly pixelSameLabel: { readonly training: SameLabel; readonly test: SameLabel };
  /** Errors of the neighbours' vote given all training labels. */
  readonly allLabelsTestErrors: number;
  readonly hardest: readonly HardTestImage[];
  /** Images that the report shows. */
  readonly samples: LeakFreeSamples;
  readonly map: MapScores;
  readonly communities?: OnBothGraphs<CommunityScores>;
}

/**
 * The only place that holds the labels nobody may see: those of the test images and of the unlabelled training images.
 * It answers once, and takes every decision of the run in exchange, so that no decision can follow from its answer.
 */
export class LeakFreeEvaluator {
  readonly #train: Uint8Array;
  readonly #test: Uint8Array;
  readonly #classes: number;
  #asked = false;

  /**
   * @param train u8 [training images], 0 to `classes` − 1.
   * @param test u8 [test images], likewise.
   */
  constructor(train: Uint8Array, test: Uint8Array, classes: number) {
    this.#train = train;
    this.#test = test;
    this.#classes = classes;
  }

  /**
   * Scores a whole run. Groups without names get those under which most training images are right; nothing that was decided
   * follows from them.
   *
   * @throws {Error} When asked a second time.
   */
  evaluate({ draws: given, graph, map, communities }: Decisions): LeakFreeScores {
    if (this.#asked) {
      throw new Error("Scoring a leak-free run: found a second call, wanted one, after the last decision");
    }
    this.#asked = true;
    const names = given.map(({ labelled, pseudoLabels }) =>
      labelled.length > 0 ? undefined : namesForScoring(pseudoLabels.second.labels, this.#train, this.#classes)
    );
    const draws = given.map((draw, i) => underNames(draw, names[i]));
    const steps = map.steps.map(({ labels }) => underNames(labels, names[0]));
    return {
      draws: draws.map((draw, i) => this.#drawScores(draw, names[i])),
      sameLabel: this.#sameLabel(graph),
      pixelSameLabel: this.#sameLabel(graph.pixels),
      allLabelsTestErrors: this.#testErrors(vote(graph.test, this.#train, this.#classes).predictions),
      hardest: hardestImages(draws, graph.test, this.#train, this.#test),
      samples: leakFreeSamples(draws, this.#train, this.#test, this.#classes),
      map: mapScores(map.indices, steps, draws[0]!.labelled, this.#train),
      ...(communities && {
        communities: {
          graph: this.#communityScores(communities.graph),
          pixels: this.#communityScores(communities.pixels),
        },
      }),
    };
  }

  #drawScores(draw: DecidedDraw, names?: readonly number[]): DrawScores {
    const confusion = confusionMatrix(draw.predictions, this.#test, this.#classes);
    const { first, second } = draw.pseudoLabels;
    const quality = (pass: Propagated["first"]) => passQuality(pass, draw.labelled, this.#train, this.#classes);
    return {
      testErrors: errorsOf(confusion),
      graphTestErrors: this.#testErrors(draw.votes.predictions),
      memberTestErrors: draw.memberPredictions.map((predictions) => this.#testErrors(predictions)),
      confusion,
      pseudoLabels: { first: quality(first), second: quality(second) },
      ...(draw.nearestPixels && { nearestPixelsTestErrors: this.#testErrors(draw.nearestPixels) }),
      ...(draw.pixelGraph && {
        pixelGraphTestErrors: this.#testErrors(draw.pixelGraph.predictions),
        // Labelled images keep their label, so all errors are of unlabelled ones.
        pixelGraphTrainErrors: errorsBetween(draw.pixelGraph.trainLabels, this.#train),
      }),
      ...(draw.known && {
        knownTestErrors: {
          labelSpreading: this.#bothTestErrors(draw.known.labelSpreading),
          poisson: this.#bothTestErrors(draw.known.poisson),
        },
      }),
      ...(draw.labelledAlone && {
        labelledAloneTestErrors: {
          bent: this.#testErrors(draw.labelledAlone.bent),
          unbent: this.#testErrors(draw.labelledAlone.unbent),
        },
      }),
      ...(names && {
        clustering: {
          names,
          training: clusteringScores(countByClass(second.labels, this.#train, this.#classes)),
          test: clusteringScores(countByClass(draw.predictions, this.#test, this.#classes)),
        },
      }),
    };
  }

  #communityScores(communities: Uint32Array): CommunityScores {
    const counts = countByClass(communities, this.#train, this.#classes);
    return { communities: counts.length, wrong: wrongOfMatched(counts), ...clusteringScores(counts) };
  }

  #bothTestErrors({ graph, pixels }: OnBothGraphs<Uint8Array>): OnBothGraphs<number> {
    return { graph: this.#testErrors(graph), pixels: this.#testErrors(pixels) };
  }

  #testErrors(predictions: Uint8Array): number {
    return errorsBetween(predictions, this.#test);
  }

  #sameLabel({ training, test }: NeighbourSets): { training: SameLabel; test: SameLabel } {
    return {
      training: sameLabelRates(training, this.#train, this.#train),
      test: sameLabelRates(test, this.#test, this.#train),
    };
  }
}

function errorsBetween(predictions: Uint8Array, labels: Uint8Array): number {
  return predictions.reduce((total, label, i) => total + Number(label !== labels[i]), 0);
}

function sameLabelRates({ count, k, ids }: Neighbours, own: Uint8Array, training: Uint8Array): SameLabel {
  const found = { nearest: 0, all: 0 };
  const same = { nearest: 0, all: 0 };
  for (let at = 0; at < count * k; at++) {
    if (ids[at] === ABSENT) continue;
    const agrees = Number(training[ids[at]!] === own[Math.floor(at / k)]);
    found.all++;
    same.all += agrees;
    if (at % k > 0) continue;
    found.nearest++;
    same.nearest += agrees;
  }
  return { nearest: found.nearest && same.nearest / found.nearest, all: found.all && same.all / found.all };
}

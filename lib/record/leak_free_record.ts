/**
 * The leak-free protocol's part of the run record.
 *
 * @module
 */
import { z } from "zod";
import { confusion, count, durationMs, loss, perClass, rate } from "./record_fields.ts";

/** Pseudo-labels of unlabelled images that are at least so sure, scored after the last decision. */
export const ConfidenceLevel = z.strictObject({
  /** Of 1. */
  atLeast: rate,
  kept: count,
  wrong: count,
  /** Kept of all unlabelled images. */
  coverage: rate,
  /** Right of the kept; null if there is none. */
  precision: rate.nullable(),
  /** Right of the kept with a pseudo-label; null for one that was never given. */
  precisionByClass: perClass(rate.nullable()),
});
/** Pseudo-labels that are at least so sure. */
export type ConfidenceLevel = z.infer<typeof ConfidenceLevel>;

/** One pass's pseudo-labels of the unlabelled training images, scored after the last decision. */
export const PassRecord = z.strictObject({
  images: count,
  wrong: count,
  /** Rows: true class. Columns: pseudo-label. */
  confusion,
  /** By rising confidence, all images first. */
  byConfidence: z.array(ConfidenceLevel).min(1),
});
/** One pass's pseudo-labels. */
export type PassRecord = z.infer<typeof PassRecord>;

/** Agreement of groups with the classes; neither depends on names. */
export const ClusteringRecord = z.strictObject({
  /** Normalised mutual information, by the mean of both entropies. */
  nmi: rate,
  /** Adjusted Rand index. */
  ari: z.number().min(-1).max(1),
});
/** Agreement of groups with the classes. */
export type ClusteringRecord = z.infer<typeof ClusteringRecord>;

/** What a draw's labels made of the graph's groups; all of it is known without a hidden label. */
export const GroupsRecord = z.strictObject({
  /** Whether the groups were named, or labels spread instead. */
  way: z.enum(["groups", "spreading"]),
  /** The mean share of partitions that agree on an image. */
  agreement: rate,
  /** An entry a group. */
  groups: perClass(z.strictObject({
    /** Its class: by the labels, or, of a draw without any, the one that it was scored as. */
    name: count,
    /** Training images. */
    images: count,
    /** Labelled ones, by class. */
    labelled: perClass(count),
  })),
  /** Labelled images that lie in a group of another name. */
  contradicting: count,
  /** Labels spread without the assumption that classes are roughly equally frequent, as the images belie it. */
  uneven: z.literal(true).optional(),
});
/** What a draw's labels made of the graph's groups. */
export type GroupsRecord = z.infer<typeof GroupsRecord>;

/** One draw of labelled images and what came of it. */
export const LeakFreeDrawRecord = z.strictObject({
  /** Null where the images were named in a file; of a draw without labels the seed of its partitions and networks. */
  drawSeed: count.nullable(),
  /** Row c: of class c. */
  labelledTrainIndices: perClass(z.array(count)),
  preset: z.string(),
  /** Networks; 0 where there is none, as are `steps` and `parameters`. */
  members: count,
  /** Training steps of a network. */
  steps: count,
  /** Parameters of a network. */
  parameters: count,
  /** Of the final decision. */
  testErrors: count,
  /** Of the neighbours' vote alone. */
  graphTestErrors: count,
  /** Of each network alone. */
  memberTestErrors: z.array(count),
  /** Rows: true class. Columns: predicted class. */
  confusion,
  pseudoLabels: z.strictObject({ first: PassRecord, second: PassRecord }),
  /** Absent from older records. */
  groups: GroupsRecord.optional(),
  /** Of a draw without labels, whose groups were named for scoring alone (Hungarian matching with the training labels). */
  clustering: z.strictObject({ training: ClusteringRecord, test: ClusteringRecord }).optional(),
  /** A row a network. */
  lossCurves: z.array(z.array(loss)),
  /** This draw's share of what all draws took together, without the graph. */
  durationMs,
}).refine(
  ({ labelledTrainIndices, confusion, pseudoLabels: { first, second }, groups }) =>
    [
      ...[confusion, first.confusion, second.confusion].flatMap((rows) => [rows, ...rows]),
      ...[first, second].flatMap(({ byConfidence }) => byConfidence.map(({ precisionByClass }) => precisionByClass)),
      ...(groups?.groups ?? []).map(({ labelled }) => labelled),
      ...(groups ? [groups.groups] : []),
    ].every(({ length }) => length === labelledTrainIndices.length),
  "found lists of several lengths, wanted an entry a class in each",
);
/** One draw of labelled images and what came of it. */
export type LeakFreeDrawRecord = z.infer<typeof LeakFreeDrawRecord>;

/** How often an image and its neighbour are of one class, scored after the last decision. */
export const SameLabelRates = z.strictObject({ nearest: rate, all: rate });
/** How often an image and its neighbour are of one class. */
export type SameLabelRates = z.infer<typeof SameLabelRates>;

const neighbourSets = z.strictObject({ training: SameLabelRates, test: SameLabelRates });

/** The graph that labels walked over. */
export const GraphRecord = z.strictObject({
  settings: z.record(z.string(), z.number()),
  /** Neighbours of an image. */
  neighbours: count,
  /** Pairs of training images that are linked. */
  links: count,
  sameLabel: neighbourSets,
  /** The same for neighbours by pixels alone. */
  pixelSameLabel: neighbourSets,
  /** Read instead of built. */
  fromCache: z.boolean(),
  durationMs,
});
/** The graph that labels walked over. */
export type GraphRecord = z.infer<typeof GraphRecord>;

const onBothGraphs = <T extends z.ZodType>(value: T) => z.strictObject({ graph: value, pixels: value });

/** Plain communities against the classes. */
export const CommunitiesRecord = z.strictObject({
  communities: count,
  /** Training images that are wrong if each class is given to one community, so that most are right. */
  wrong: count,
  ...ClusteringRecord.shape,
});
/** Plain communities against the classes. */
export type CommunitiesRecord = z.infer<typeof CommunitiesRecord>;

/** What plainer or better informed methods make of the same draws; an entry a draw, and none for draws without labels. */
export const LeakFreeBaselines = z.strictObject({
  /** The class of the nearest labelled image by pixels. */
  nearestPixelsTestErrors: z.array(count),
  /** Spreading, and the same vote, over neighbours by pixels alone. */
  pixelGraphTestErrors: z.array(count),
  /** Unlabelled training images that it gets wrong. */
  pixelGraphTrainErrors: z.array(count),
  /** The preset's networks, trained as long on the labelled images alone; only where it was asked for. */
  labelledAloneTestErrors: z.array(count).optional(),
  /** The same with these images as they are, not bent. */
  labelledAloneUnbentTestErrors: z.array(count).optional(),
  /** The neighbours' vote given all training labels, the same for every draw; only where it was asked for. */
  allLabelsTestErrors: count.optional(),
  /** Label spreading as published, on the run's graph and on that by pixels; only where it was asked for. */
  labelSpreadingTestErrors: onBothGraphs(z.array(count)).optional(),
  /** Poisson learning, likewise. */
  poissonTestErrors: onBothGraphs(z.array(count)).optional(),
  /** Plain Louvain communities, the same for every draw; only where it was asked for. */
  louvain: onBothGraphs(CommunitiesRecord).optional(),
});
/** What plainer or better informed methods make of the same draws. */
export type LeakFreeBaselines = z.infer<typeof LeakFreeBaselines>;

/** A test image that was got wrong, and who voted on it. */
export const HardImage = z.strictObject({
  testIndex: count,
  /** True class. */
  label: count,
  /** Draws that get it wrong. */
  wrongDraws: count,
  /** The first of those; the rest is about it. */
  draw: count,
  predicted: count,
  /** Shares of the vote, a class each. */
  shares: perClass(rate),
  /** Place of the picture on the sheet. */
  place: count,
  /** The weightiest, nearest first. */
  neighbours: z.array(
    z.strictObject({ trainIndex: count, weight: rate, pseudoLabel: count, label: count, place: count }),
  ),
});
/** A test image that was got wrong. */
export type HardImage = z.infer<typeof HardImage>;

/** The test images that most draws get wrong, with pictures. */
export const HardImages = z.strictObject({
  images: z.array(HardImage),
  /** Pictures of 28 x 28 pixels, side by side in rows. */
  sheet: z.strictObject({
    columns: count,
    rows: count,
    /** A grey PNG. */
    pngBase64: z.string().regex(/^[A-Za-z0-9+/]+={0,2}$/),
  }),
});
/** The test images that most draws get wrong. */
export type HardImages = z.infer<typeof HardImages>;

/** How labels spread over some training images, and how well over all, scored after the last decision. */
export const LabelMap = z.strictObject({
  /** Training indices of the images on the map, rising. */
  indices: z.array(count).min(1),
  /** Their places. */
  x: z.array(rate),
  y: z.array(rate),
  /** Their true classes, a character each (see `letterOfClass`). */
  labels: z.string().regex(/^[0-9a-zA-Z_-]*$/),
  steps: z.array(z.strictObject({
    stage: z.enum(["first pass", "balanced", "communities", "groups", "second pass"]),
    /** Steps of the first pass so far. */
    step: count,
    /** A character an image on the map: its class, or a dot where no label has come yet. */
    classes: z.string().regex(/^[0-9a-zA-Z_.-]*$/),
    /** Unlabelled training images that a label has come to, of all of them. */
    coverage: rate,
    /** Right of those; null if there is none. */
    precision: rate.nullable(),
  })).min(1),
}).refine(
  ({ indices, x, y, labels, steps }) =>
    [x, y, labels, ...steps.map(({ classes }) => classes)].every(({ length }) => length === indices.length),
  "found lists of several lengths, wanted an entry an image in each",
);
/** How labels spread over some training images. */
export type LabelMap = z.infer<typeof LabelMap>;

/** The leak-free protocol's story. Errors are counts, rates are fractions. */
export const LeakFreeRecord = z.strictObject({
  trainImages: count,
  testImages: count,
  /** Whether classes are assumed to be roughly equally frequent where labels spread. */
  prior: z.boolean(),
  /** How groups are found; absent from older records. */
  groups: z.record(z.string(), z.number()).optional(),
  /** How labels spread where groups do not hold. */
  propagation: z.record(z.string(), z.union([z.number(), z.boolean()])),
  draws: z.array(LeakFreeDrawRecord).min(1),
  meanErrorRate: rate,
  /** Between draws; null for one draw, as is the interval. */
  stdErrorRate: rate.nullable(),
  medianErrorRate: rate,
  worstErrorRate: rate,
  /** 95 % interval of the mean over draws, by Student's t. */
  errorRateInterval: z.strictObject({ lower: z.number(), upper: z.number() }).nullable(),
  graph: GraphRecord,
  baselines: LeakFreeBaselines,
  /** Absent if there was no error. */
  hardest: HardImages.optional(),
  /** Of the first draw; absent from older records. */
  map: LabelMap.optional(),
  timings: z.strictObject({
    setUpMs: durationMs,
    graphMs: durationMs,
    propagationMs: durationMs,
    votesMs: durationMs,
    networkMs: durationMs,
    baselinesMs: durationMs,
    evaluationMs: durationMs,
  }),
  durationMs,
});
/** The leak-free protocol's story. */
export type LeakFreeRecord = z.infer<typeof LeakFreeRecord>;

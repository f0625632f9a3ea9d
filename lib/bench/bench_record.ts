/**
 * What a benchmark measured. `bench.json` is this and nothing else; its page is a pure function of it.
 *
 * @module
 */
import { z } from "zod";
import { AdapterRecord, Provenance } from "../record/record.ts";
import { rate } from "../record/record_fields.ts";

/** The version of the schema below; raised whenever a reader of the older one would misread the newer. */
export const BENCH_VERSION = 1;

const count = z.number().int().nonnegative();
const positive = z.number().positive();
const milliseconds = z.number().nonnegative();

/** Repeated measurements: their middle, their ends, and each of them. */
export const SpreadRecord = z.strictObject({
  min: z.number(),
  median: z.number(),
  max: z.number(),
  samples: z.array(z.number()).min(1),
});

/** One thing that the adapter did alone, as fast as it can. */
export const CeilingRecord = z.strictObject({
  kind: z.enum(["multiply-adds", "copies", "cached loads", "cached stores"]),
  name: z.string(),
  unit: z.enum(["GFLOP/s", "GB/s"]),
  rate: SpreadRecord,
  /** A second of a core's time, where a CPU stands in for a GPU: what the rate is when nothing else runs, a core. */
  cpuRate: SpreadRecord.optional(),
});
/** One thing that the adapter did alone, as fast as it can. */
export type CeilingRecord = z.infer<typeof CeilingRecord>;

/** One kernel, or a whole pass of them. */
export const WorkRecord = z.strictObject({
  name: z.string(),
  members: count,
  /** Images that each member sees. */
  images: count,
  /** Per image and member. */
  microseconds: SpreadRecord,
  /** Of a core's time, where a CPU stands in for a GPU. */
  cpuMicroseconds: SpreadRecord.optional(),
  /** Dense multiply-adds per image; absent for what is no convolution. */
  multiplyAdds: count.optional(),
  /** Dense, at the median. */
  gigaflops: positive.optional(),
  /** Of the adapter's best multiply-adds. */
  shareOfCeiling: positive.optional(),
  /** The same by a core's time: blind to what else the machine did, and to cores that had nothing to do. */
  cpuShareOfCeiling: positive.optional(),
});
/** One kernel, or a whole pass of them. */
export type WorkRecord = z.infer<typeof WorkRecord>;

/** The same work done in several ways, sampled in the same rounds; microseconds per image and member. */
export const ComparisonRecord = z.strictObject({
  work: z.enum(["scoring", "training step"]),
  ours: SpreadRecord,
  /** Of a core's time, where a CPU stands in for a GPU. */
  oursCpu: SpreadRecord.optional(),
  others: z.array(z.strictObject({
    name: z.string(),
    /** What it was measured on. */
    images: count,
    microseconds: SpreadRecord,
    /** Its time over ours, round by round. */
    ratio: SpreadRecord,
    /** The same by a core's time. */
    cpuRatio: SpreadRecord.optional(),
  })),
});
/** The same work done in several ways. */
export type ComparisonRecord = z.infer<typeof ComparisonRecord>;

/** Cost against one number that grows; microseconds per image and member, or per image and draw. */
export const ScalingRecord = z.strictObject({
  /** What grows. */
  of: z.enum(["members", "batch", "images", "draws"]),
  /** What is measured. */
  series: z.array(z.strictObject({
    name: z.string(),
    points: z.array(z.strictObject({
      at: positive,
      microseconds: SpreadRecord.optional(),
      /** Of a core's time, where a CPU stands in for a GPU. */
      cpuMicroseconds: SpreadRecord.optional(),
      /** Why there is no figure. */
      problem: z.string().optional(),
    })),
    /** How far the medians ever rise above one before, as a fraction; of a core's time where that was measured. */
    largestRise: z.number().nonnegative(),
  })),
});
/** Cost against one number that grows. */
export type ScalingRecord = z.infer<typeof ScalingRecord>;

/** A piece of the graph's work as the product calls it and in other ways, sampled in the same rounds; microseconds a piece. */
export const GraphWorkRecord = z.strictObject({
  work: z.enum(["fine distance", "coarse distance", "candidates", "propagation"]),
  piece: z.enum(["pair of images", "image and draw"]),
  ours: SpreadRecord,
  /** Of a core's time, where a CPU stands in for a GPU. */
  oursCpu: SpreadRecord.optional(),
  /** Pieces, at the median. */
  perSecond: positive,
  /** That a piece needs; absent for what is no product of matrices. */
  multiplyAdds: count.optional(),
  gigaflops: positive.optional(),
  /** Of the adapter's best multiply-adds. */
  shareOfCeiling: positive.optional(),
  cpuShareOfCeiling: positive.optional(),
  others: z.array(z.strictObject({
    name: z.string(),
    /** Pieces that it was measured on. */
    amount: positive,
    microseconds: SpreadRecord,
    /** Its time over ours, round by round. */
    ratio: SpreadRecord,
    /** The same by a core's time. */
    cpuRatio: SpreadRecord.optional(),
  })),
});
/** A piece of the graph's work as the product calls it and in other ways. */
export type GraphWorkRecord = z.infer<typeof GraphWorkRecord>;

/** The leak-free protocol's work. */
export const LeakFreeBenchRecord = z.strictObject({
  /** What the network's passes and the candidates are measured beside. */
  ceilings: z.array(CeilingRecord),
  passes: z.array(WorkRecord),
  kernels: z.array(WorkRecord),
  works: z.array(GraphWorkRecord),
  /** Propagation, the more draws are spread at once. */
  draws: ScalingRecord,
});
/** The leak-free protocol's work. */
export type LeakFreeBenchRecord = z.infer<typeof LeakFreeBenchRecord>;

/** What it costs to get a kernel going, and to wait for it. */
export const OverheadRecord = z.strictObject({
  pipelines: z.array(z.strictObject({
    label: z.string(),
    sourceLength: count,
    createMs: milliseconds,
    /** Its first dispatch with a wait; absent for a kernel that was not dispatched. */
    firstDispatchMs: milliseconds.optional(),
    laterDispatchMs: milliseconds.optional(),
  })),
  createMs: milliseconds,
  dispatchMicroseconds: SpreadRecord,
  submitMicroseconds: SpreadRecord,
  waitMs: SpreadRecord,
});
/** What it costs to get a kernel going, and to wait for it. */
export type OverheadRecord = z.infer<typeof OverheadRecord>;

/** Whole processes, alternating. */
export const PeerRecord = z.strictObject({
  ours: z.string(),
  peer: z.string(),
  /** With no shader cache. */
  coldMs: SpreadRecord,
  /** With the shader cache that the cold run left. */
  warmMs: SpreadRecord,
  peerMs: SpreadRecord,
  /** Our time over the peer's, round by round. */
  coldRatio: SpreadRecord,
  warmRatio: SpreadRecord,
  /** The largest resident memory of our process, where the system tells. */
  peakBytes: count.optional(),
  /** The same of the peer's process, or of one that it started. */
  peerPeakBytes: count.optional(),
  /** The last line that the peer printed. */
  peerSaid: z.string(),
});
/** Whole processes, alternating. */
export type PeerRecord = z.infer<typeof PeerRecord>;

const buildRuns = z.strictObject({
  ms: SpreadRecord,
  /** The largest resident memory of a process, where the system tells. */
  peakBytes: count.optional(),
  /** Of the leak-free protocol, mean of its draws; absent where it did not run. */
  errorRate: rate.optional(),
});

/** Whole runs of this build and of another checkout's, in turn. */
export const AgainstRecord = z.strictObject({
  /** Which build the other is. */
  theirs: z.strictObject({ version: z.string(), commit: z.string().optional(), dirty: z.boolean().optional() }),
  works: z.array(z.strictObject({
    work: z.string(),
    title: z.string(),
    /** The task and its flags. */
    command: z.array(z.string()),
    ours: buildRuns,
    theirs: buildRuns,
    /** Our time over theirs, round by round. */
    ratio: SpreadRecord,
  })).min(1),
});
/** Whole runs of this build and of another checkout's, in turn. */
export type AgainstRecord = z.infer<typeof AgainstRecord>;

/** How the benchmark came about. */
export const BenchProvenance = Provenance.omit({ backend: true, limits: true, dataset: true, seeds: true }).extend({
  adapter: AdapterRecord,
  kernelPlan: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Rounds that count, and the least time of one sample. */
  repeats: count,
  leastMs: positive,
  /** What was worked on. */
  dataset: z.string(),
});
/** How the benchmark came about. */
export type BenchProvenance = z.infer<typeof BenchProvenance>;

/** `bench.json`. A part that was not asked for is absent. */
export const BenchRecord = z.strictObject({
  benchVersion: z.literal(BENCH_VERSION),
  provenance: BenchProvenance,
  ceilings: z.array(CeilingRecord),
  kernels: z.array(WorkRecord),
  passes: z.array(WorkRecord),
  comparisons: z.array(ComparisonRecord).optional(),
  scaling: z.array(ScalingRecord).optional(),
  leakFree: LeakFreeBenchRecord.optional(),
  overheads: OverheadRecord.optional(),
  peer: PeerRecord.optional(),
  against: AgainstRecord.optional(),
  memory: z.strictObject({
    /** Most GPU memory in use at once, tensors, buffers and textures together. */
    gpuBytes: count,
    /** Resident memory of the benchmark's own process at its end. */
    residentBytes: count,
  }),
  durationMs: milliseconds,
});
/** `bench.json`. */
export type BenchRecord = z.infer<typeof BenchRecord>;

/**
 * The run record: everything that a run learned. `run.json` is this and nothing else; the report is a pure function of it.
 *
 * @module
 */
import { z } from "zod";
import { AuditRecord } from "./audit_record.ts";
import { CorrectedRecord } from "./corrected_record.ts";
import { FailureRecord } from "./failure_record.ts";
import { LabelRecord } from "./label_record.ts";
import { LeakFreeRecord } from "./leak_free_record.ts";
import { PublishedRecord } from "./published_record.ts";
import { count, sha256 } from "./record_fields.ts";
import { PublishedSeedRecord, PublishedSeedsSummary } from "./seeds_record.ts";

export * from "./audit_record.ts";
export * from "./corrected_record.ts";
export * from "./failure_record.ts";
export * from "./label_record.ts";
export * from "./leak_free_record.ts";
export * from "./published_record.ts";
export * from "./seeds_record.ts";

/** The version of the schema below; raised whenever a reader of the older one would misread the newer. */
export const RECORD_VERSION = 1;

/** One file of the data set. */
export const DataFileRecord = z.strictObject({
  name: z.string(),
  /** Of the uncompressed bytes. */
  sha256,
});

/** The name of a set that is no data set, but a person's own pictures. */
export const OWN_PICTURES = "own pictures";

/** The data set, named by its checksums. */
export const DatasetRecord = z.strictObject({
  /** "MNIST", another set that is known by its checksums, "unknown data set", or "own pictures". */
  name: z.string(),
  /** The package with its version, or the folder given. */
  source: z.string(),
  /** The four files; of a person's own pictures their frames alone. */
  files: z.array(DataFileRecord).min(1),
  trainImages: count,
  /** Absent where there is no test set. */
  testImages: count.optional(),
}).superRefine(({ name, files, testImages }, { addIssue }) => {
  if (name === OWN_PICTURES) return;
  if (files.length !== 4) addIssue({ code: "custom", path: ["files"], message: "wanted the four files of a data set" });
  if (testImages === undefined) {
    addIssue({ code: "custom", path: ["testImages"], message: "wanted it, as a data set has a test set" });
  }
});
/** The data set, named by its checksums. */
export type DatasetRecord = z.infer<typeof DatasetRecord>;

/** The adapter that the kernels ran on. */
export const AdapterRecord = z.strictObject({
  description: z.string(),
  vendor: z.string(),
  architecture: z.string(),
  device: z.string(),
  /** A CPU stands in for a GPU. */
  software: z.boolean(),
  /** Environment variables that set its driver; absent if none did. */
  driverSettings: z.record(z.string(), z.string()).optional(),
});
/** The adapter that the kernels ran on. */
export type AdapterRecord = z.infer<typeof AdapterRecord>;

/** How the run came about. */
export const Provenance = z.strictObject({
  commandLine: z.array(z.string()),
  /** Every option with the value used. */
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  /** Names of the options that were given rather than defaulted. */
  optionsSet: z.array(z.string()),
  quick: z.boolean(),
  /** What was left out of what is the default, in sentences without a final period; absent if nothing was. */
  notices: z.array(z.string()).min(1).optional(),
  version: z.string(),
  /** Absent outside a git checkout. */
  commit: z.string().optional(),
  /** Whether the checkout had uncommitted changes. */
  dirty: z.boolean().optional(),
  /** SHA-256 of the program's files, which tells edits apart (see `codeDigest`); absent in older records. */
  code: sha256.optional(),
  startedAt: z.iso.datetime(),
  /** When the run went on after it had been stopped; absent if it never was. */
  resumedAt: z.array(z.iso.datetime()).min(1).optional(),
  endedAt: z.iso.datetime(),
  runtime: z.strictObject({ deno: z.string(), v8: z.string(), typescript: z.string(), tfjs: z.string() }),
  os: z.strictObject({ name: z.string(), release: z.string(), arch: z.string(), cores: count }),
  backend: z.enum(["webgpu", "cpu"]),
  /** Absent on the cpu backend, as are `limits` and `kernelPlan`. */
  adapter: AdapterRecord.optional(),
  limits: z.record(z.string(), z.number()).optional(),
  kernelPlan: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  dataset: DatasetRecord,
  /** Of the notebook's stages; absent where none of its protocols ran. */
  seeds: z.strictObject({ stage1: count, stage2: count }).optional(),
});
/** How the run came about. */
export type Provenance = z.infer<typeof Provenance>;

/** `run.json`. */
export const RunRecord = z.strictObject({
  recordVersion: z.literal(RECORD_VERSION),
  provenance: Provenance,
  /** What failed while the rest ended; absent if nothing did. */
  failures: z.array(FailureRecord).min(1).optional(),
  /** With many seeds: that of the first one that ended. */
  published: PublishedRecord.optional(),
  /** The published protocol on many seeds, one entry for each seed that ended. */
  publishedSeeds: z.array(PublishedSeedRecord).optional(),
  publishedSeedsSummary: PublishedSeedsSummary.optional(),
  /** Of the published protocol's models, at the end of the run. */
  audit: AuditRecord.optional(),
  corrected: CorrectedRecord.optional(),
  leakFree: LeakFreeRecord.optional(),
  /** Of a person's own pictures: then there is nothing else. */
  label: LabelRecord.optional(),
});
/** `run.json`. */
export type RunRecord = z.infer<typeof RunRecord>;

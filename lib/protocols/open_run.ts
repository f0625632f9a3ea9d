import { resolve } from "node:path";
import { version_core } from "@tensorflow/tfjs-core";
import type { ReproduceOptions } from "../config/options.ts";
import { Checkpoint } from "../run/checkpoint.ts";
import { CHECKPOINT_VERSION, type CheckpointRequest, checkSameGround } from "../run/checkpoint_request.ts";
import { codeDigest } from "../run/code_digest.ts";
import { type HostProvenance, hostProvenance, type RunStart } from "../run/provenance.ts";
import { withoutHomePath } from "../run/home_path.ts";
import { type NewRun, pathsFrom, type ReproduceRequest, type ResumedRun } from "./reproduce_request.ts";

type Started = CheckpointRequest["provenance"];

/** A run whose options are known, before its adapter and data are. */
export interface OpenedRun {
  readonly options: ReproduceOptions;
  readonly optionsSet: readonly string[];
  /**
   * Begins the checkpoint, or checks that the run goes on where it began.
   *
   * @param ground What the run record says of adapter, data and seeds.
   * @param dataNotices What is to be said of the data, before anything comes of them.
   * @throws {RangeError} If the run began on something else.
   * @throws {Error} If the checkpoint cannot be written.
   */
  begin(
    ground: Omit<Started, keyof HostProvenance | "code" | "notices" | "resumedAt">,
    dataNotices: readonly string[],
  ): Promise<{ readonly checkpoint: Checkpoint; readonly provenance: Started }>;
  /**
   * Lets go of a run that failed, be it before it began.
   *
   * @param final Whether it would fail again: then nothing of its checkpoint stays.
   */
  abandon(final: boolean): Promise<void>;
}

/**
 * Opens a run that begins, or one that goes on.
 *
 * @throws {Error} If there is nothing to go on with.
 * @throws {SyntaxError} If what there is is damaged.
 * @throws {RangeError} If another version began it.
 */
export async function openRun(request: ReproduceRequest, notify: (notice: string) => void): Promise<OpenedRun> {
  return "resumedAt" in request ? await resume(request, notify) : await begin(request, notify);
}

async function begin(run: NewRun, notify: (notice: string) => void): Promise<OpenedRun> {
  const { out, options, optionsSet, notices, args, startedAt } = run;
  for (const notice of notices) notify(`${notice}.`);
  const host = await hostProvenance(startOf({ args, options, optionsSet, quick: options.quick, startedAt }));
  const code = await codeDigest();
  let checkpoint: Checkpoint | undefined;
  return {
    options,
    optionsSet,
    abandon: (final) => abandon(checkpoint, final),
    async begin(ground, dataNotices) {
      for (const notice of dataNotices) notify(`${notice}.`);
      const all = [...notices, ...dataNotices];
      const provenance = { ...host, code, ...ground, ...(all.length > 0 && { notices: all }) };
      checkpoint = await Checkpoint.create(out, {
        checkpointVersion: CHECKPOINT_VERSION,
        options,
        optionsSet: [...optionsSet],
        folder: Deno.cwd(),
        provenance,
      }, notify);
      return { checkpoint, provenance };
    },
  };
}

async function resume({ out, dataDir, resumedAt }: ResumedRun, notify: (notice: string) => void): Promise<OpenedRun> {
  const now = await hostProvenance(
    startOf({ args: [], options: {}, optionsSet: [], quick: false, startedAt: resumedAt }),
  );
  const { checkpoint, request } = await Checkpoint.open(
    out,
    { ...now, code: await codeDigest() },
    resumedAt,
    notify,
  );
  const { folder, options, optionsSet } = request;
  const found = { ...pathsFrom(folder, options), ...(dataDir !== "" && { dataDir: resolve(dataDir) }) };
  return {
    options: found,
    optionsSet,
    abandon: (final) => abandon(checkpoint, final),
    async begin(ground) {
      checkSameGround(request.provenance, ground, `Resuming ${out}`);
      if (dataDir === "") return { checkpoint, provenance: request.provenance };
      const provenance = movedTo(found.dataDir, request.provenance, ground);
      await checkpoint.writeRequest({ ...request, options: { ...options, dataDir: found.dataDir }, provenance });
      return { checkpoint, provenance };
    },
  };
}

/** What a run's record says when its data lie elsewhere, by their checksums the same. */
function movedTo(dataDir: string, before: Started, { dataset }: Pick<Started, "dataset">): Started {
  return {
    ...before,
    options: { ...before.options, dataDir: withoutHomePath(dataDir) },
    optionsSet: [...new Set([...before.optionsSet, "dataDir"])],
    dataset,
  };
}

async function abandon(checkpoint: Checkpoint | undefined, final: boolean): Promise<void> {
  if (final) await checkpoint?.discard();
  else checkpoint?.leave();
}

function startOf(start: Omit<RunStart, "task" | "tfjsVersion">): RunStart {
  return { ...start, task: "reproduce", tfjsVersion: version_core };
}

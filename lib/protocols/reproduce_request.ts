import { resolve } from "node:path";
import { chooseProtocol, folderToResume, type ReproduceOptions, seedsOfRun } from "../config/options.ts";
import { checkCacheFolder } from "./graph_cache.ts";
import { defaultRunFolder, prepareRunFolder } from "../run/folder.ts";

/** A run that begins. */
export interface NewRun {
  /** The run's folder. */
  readonly out: string;
  /** With the protocols that run (see `chooseProtocol`). */
  readonly options: ReproduceOptions;
  /** Keys of the options that were given. */
  readonly optionsSet: readonly string[];
  /** What is left out of what is the default. */
  readonly notices: readonly string[];
  /** The command line after the task's name. */
  readonly args: readonly string[];
  readonly startedAt: Date;
}

/** A run that goes on after it was stopped. */
export interface ResumedRun {
  /** The run's folder; what was asked for is in its checkpoint. */
  readonly out: string;
  /** Where the data lie now; empty where they lay when it began. */
  readonly dataDir: string;
  readonly resumedAt: Date;
}

/** How a run was asked for. */
export type ReproduceRequest = NewRun | ResumedRun;

/**
 * Reads what is asked for off the options, and checks that the folders of run and cache can be written into.
 *
 * @param set Keys of the options that were given.
 * @param args The command line after the task's name.
 * @throws {UsageError} If options are given that do not go together.
 * @throws {Error} If a folder cannot be written into, or that of the run holds something.
 */
export async function requestRun(
  given: ReproduceOptions,
  set: readonly string[],
  args: readonly string[],
  now: Date,
): Promise<ReproduceRequest> {
  const folder = folderToResume(given, set);
  if (folder !== undefined) {
    await prepareRunFolder(folder, true);
    return { out: folder, dataDir: given.dataDir, resumedAt: now };
  }
  const { options, notices } = chooseProtocol(given, set);
  const firstSeed = seedsOfRun(options, set)[0]!;
  const out = options.out || defaultRunFolder(options.protocol, firstSeed, now);
  await prepareRunFolder(out, options.force);
  if (options.cacheDir !== "") await checkCacheFolder(options.cacheDir);
  return { out, options, optionsSet: set, notices, args, startedAt: now };
}

/** Options whose relative paths are those of a folder. */
export function pathsFrom(folder: string, options: ReproduceOptions): ReproduceOptions {
  const path = (text: string) => text === "" ? "" : resolve(folder, text);
  return {
    ...options,
    dataDir: path(options.dataDir),
    cacheDir: path(options.cacheDir),
    labelledIndices: path(options.labelledIndices),
  };
}

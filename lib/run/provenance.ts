import project from "../../deno.json" with { type: "json" };
import type { AdapterTraits } from "../gpu/adapter.ts";
import { gitState } from "./git_state.ts";
import { withoutHomePath } from "./home_path.ts";
import type { AdapterRecord, Provenance } from "../record/record.ts";

/** What the caller knows of a run when it starts. */
export interface RunStart {
  /** The task's name, the first word of the command line that is recorded. */
  readonly task: string;
  /** The arguments after the task's name. */
  readonly args: readonly string[];
  /** Every option with the value used. */
  readonly options: Readonly<Record<string, string | number | boolean>>;
  /** Keys of the options that were given. */
  readonly optionsSet: readonly string[];
  /** Whether this is a quick run. */
  readonly quick: boolean;
  readonly startedAt: Date;
  /** The version that tfjs-core reports of itself, `version_core`. */
  readonly tfjsVersion: string;
}

/** The part of the provenance that needs no GPU and no data. */
export type HostProvenance = Pick<
  Provenance,
  | "commandLine"
  | "options"
  | "optionsSet"
  | "quick"
  | "version"
  | "commit"
  | "dirty"
  | "startedAt"
  | "runtime"
  | "os"
>;

/**
 * Collects what can be said of a run before it has begun. Home folders are replaced by `~`. Needs leave to run git, to read
 * HOME and USERPROFILE, and to ask for the system's release.
 *
 * @param start What the caller knows.
 * @returns The caller adds the end, backend, adapter, limits, plan, data set and seeds.
 */
export async function hostProvenance(start: RunStart): Promise<HostProvenance> {
  const git = await gitState();
  return {
    commandLine: [start.task, ...start.args].map((arg) => withoutHomePath(arg)),
    options: Object.fromEntries(
      Object.entries(start.options).map((
        [key, value],
      ) => [key, typeof value === "string" ? withoutHomePath(value) : value]),
    ),
    optionsSet: [...start.optionsSet],
    quick: start.quick,
    version: project.version,
    ...git,
    startedAt: start.startedAt.toISOString(),
    runtime: {
      deno: Deno.version.deno,
      v8: Deno.version.v8,
      typescript: Deno.version.typescript,
      tfjs: start.tfjsVersion,
    },
    os: {
      name: Deno.build.os,
      release: Deno.osRelease(),
      arch: Deno.build.arch,
      cores: navigator.hardwareConcurrency,
    },
  };
}

/** What a record says of an adapter. */
export function adapterRecord(traits: AdapterTraits): AdapterRecord {
  const { description, vendor, architecture, device, software, driverSettings } = traits;
  const set = Object.keys(driverSettings).length > 0;
  return { description, vendor, architecture, device, software, ...(set && { driverSettings: { ...driverSettings } }) };
}

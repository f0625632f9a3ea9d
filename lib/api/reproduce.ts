import { flagSpecs } from "../config/flag_specs.ts";
import { parseFlags } from "../config/flags.ts";
import { ReproduceOptions } from "../config/options.ts";
import { reproduce as runProtocols } from "../protocols/reproduce.ts";
import { requestRun } from "../protocols/reproduce_request.ts";
import { renderReport } from "../report/render.tsx";
import { runAssets } from "../report/run_assets.ts";
import { writeRun } from "../run/folder.ts";
import { progressFor } from "./on_progress.ts";
import { readRun } from "./read_run.ts";
import type { FinishedRun, ReproduceChoices, RunListeners } from "./shapes.ts";

/**
 * Does what `deno task reproduce` does: runs a protocol, or both, and writes record and report into a folder. A run that was
 * stopped goes on with `resume`.
 *
 * Needs what that task needs: to read and write files, environment variables, `--allow-sys=osRelease` and, for the commit
 * that it is made with, `--allow-run=git,grep`.
 *
 * @param choices What differs from the defaults
 * @param listeners Who is told what
 * @returns The record, and where it lies
 * @throws {UsageError} If choices do not go together, or one is out of range
 * @throws {GpuError} If the adapter is missing or fails
 * @throws {Error} If a folder or the data cannot be used, or the library is not on this machine's disk
 *
 * @example Few labels on a few pictures of clothes, into a folder of its own
 * ```ts
 * import { reproduce } from "@tenshot/tenshot";
 *
 * const out = await Deno.makeTempDir();
 * const dataDir = "tests/fixtures/fashion";
 * const { run } = await reproduce({ protocol: "leak-free", preset: "graph", dataDir, cache: false, out });
 * console.log(run.leakFree?.draws[0]?.testErrors, "errors; open", `${out}/index.html`);
 * await Deno.remove(out, { recursive: true });
 * ```
 */
export async function reproduce(
  choices: ReproduceChoices = {},
  { onProgress, onNotice = () => {} }: RunListeners = {},
): Promise<FinishedRun> {
  if (import.meta.dirname === undefined) {
    throw new Error(
      `Reproducing: found the library at ${import.meta.url}, wanted a checkout, as a run's record names the program's files`,
    );
  }
  const args = wordsOf(choices);
  const flags = parseFlags(ReproduceOptions, args);
  const request = await requestRun(ReproduceOptions.parse(flags.options), flags.set, args, new Date());
  const { record, files, end } = await runProtocols(request, progressFor(onProgress), onNotice);
  await writeRun(request.out, record, renderReport(record, runAssets(files)), files);
  await end();
  return { folder: request.out, run: await readRun(request.out) };
}

/** Choices as the command line has them: the record names the command that repeats the run. */
function wordsOf(choices: ReproduceChoices): string[] {
  const given = Object.entries(choices).filter(([, value]) => value !== undefined);
  const specs = new Map(flagSpecs(ReproduceOptions).map((spec) => [spec.key, spec]));
  return given.map(([key, value]) => {
    const { flag = key, kind } = specs.get(key) ?? {};
    if (kind !== "switch") return `--${flag}=${value}`;
    return value ? `--${flag}` : `--no-${flag}`;
  });
}

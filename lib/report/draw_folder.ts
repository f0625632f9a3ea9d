import { join } from "node:path";
import { readBench } from "../bench/bench_folder.ts";
import { readRunRecord } from "../record/read_record.ts";
import { writeFileAtomically } from "../run/atomic_file.ts";
import { RESULTS_FILE } from "../sweep/folder.ts";
import { readSweep } from "../sweep/read_sweep.ts";
import { renderBench } from "./bench/render_bench.tsx";
import { renderReport } from "./render.tsx";
import { readRunAssets } from "./run_assets.ts";
import { renderSweep } from "./sweep/render_sweep.tsx";

/** Files that a page is drawn from, in the order in which they are looked for. */
export const RECORD_FILES = ["run.json", "bench.json", RESULTS_FILE] as const;

/** Which record a folder holds; undefined if none that has a page. */
export async function recordFileIn(dir: string): Promise<typeof RECORD_FILES[number] | undefined> {
  for (const name of RECORD_FILES) {
    if (await Deno.stat(join(dir, name)).then(({ isFile }) => isFile, () => false)) return name;
  }
  return undefined;
}

/**
 * Draws the page of a folder: of a run, of a benchmark (`bench.json`) or of a sweep (`results.json`).
 *
 * @throws {Error} If there is no record in it, or it cannot be read or is none.
 */
export async function drawFolder(dir: string): Promise<string> {
  switch (await recordFileIn(dir)) {
    case "bench.json":
      return renderBench(await readBench(dir));
    case RESULTS_FILE:
      return renderSweep(await readSweep(dir));
    default:
      return renderReport(await readRunRecord(dir), await readRunAssets(dir));
  }
}

/**
 * Draws the page of every folder in a folder that holds a record; what cannot be read is left to the index to tell.
 *
 * @returns The pages that were written.
 */
export async function drawEach(dir: string): Promise<string[]> {
  const drawn: string[] = [];
  for (const { name, isFile } of [...Deno.readDirSync(dir)].toSorted((a, b) => a.name < b.name ? -1 : 1)) {
    const folder = join(dir, name);
    if (isFile || await recordFileIn(folder) === undefined) continue;
    const html = await drawFolder(folder).catch(() => undefined);
    if (html === undefined) continue;
    drawn.push(join(folder, "index.html"));
    await writeFileAtomically(drawn.at(-1)!, html);
  }
  return drawn;
}

import { join } from "node:path";
import { childCommand } from "../../lib/config/child_command.ts";

/** One cell of a notebook, as far as tests look at it. */
export interface Cell {
  readonly cell_type: "markdown" | "code";
  readonly source: readonly string[];
  readonly outputs?: readonly {
    readonly output_type: string;
    readonly text?: string | readonly string[];
    readonly data?: Readonly<Record<string, unknown>>;
  }[];
}

/** Reads a notebook's cells. */
export async function readCells(path: string): Promise<readonly Cell[]> {
  return JSON.parse(await Deno.readTextFile(path)).cells;
}

/**
 * Runs a notebook from its first cell to its last in Deno's own kernel, without a window.
 *
 * @param path Stays as it is.
 * @param scratch An empty folder; the notebook with its outputs is written there.
 * @returns Its cells.
 * @throws {Error} If a cell fails; the message is Jupyter's.
 */
export async function runNotebook(path: string, scratch: string): Promise<readonly Cell[]> {
  const kernel = join(scratch, "kernels", "deno");
  await Deno.mkdir(kernel, { recursive: true });
  const argv = [Deno.execPath(), "jupyter", "--kernel", "--conn", "{connection_file}"];
  await Deno.writeTextFile(
    join(kernel, "kernel.json"),
    JSON.stringify({ argv, display_name: "Deno", language: "typescript" }),
  );
  const folders = Object.fromEntries(
    ["JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR"].map((name) => [name, scratch]),
  );
  const { success, stderr } = await childCommand("jupyter-nbconvert", {
    args: ["--to", "notebook", "--execute", "--output-dir", scratch, "--output", "done", path],
    env: { JUPYTER_PATH: scratch, ...folders },
  }).output();
  if (!success) throw new Error(`Running ${path}: ${new TextDecoder().decode(stderr)}`);
  return await readCells(join(scratch, "done.ipynb"));
}

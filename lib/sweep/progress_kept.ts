import { join } from "node:path";
import { CHECKPOINT_FOLDER } from "../run/folder.ts";
import { runFolder } from "./folder.ts";

/**
 * What a task's run has kept so far, as a text that changes whenever it keeps more.
 *
 * @returns Names, sizes and times of the parts of its checkpoint; empty if there are none.
 */
export async function keptSoFar(folder: string, task: number): Promise<string> {
  const checkpoint = join(folder, runFolder(task), CHECKPOINT_FOLDER);
  const parts: string[] = [];
  try {
    for await (const { name } of Deno.readDir(checkpoint)) {
      if (!name.endsWith(".safetensors")) continue;
      const { size, mtime } = await Deno.stat(join(checkpoint, name));
      parts.push(`${name} ${size} ${mtime?.getTime()}`);
    }
  } catch {
    return ""; // no checkpoint, or it went while we looked, as the run has ended
  }
  return parts.sort().join("\n");
}

import { fileURLToPath } from "node:url";
import { childCommand } from "../config/child_command.ts";

/** Where a checkout stands. */
export interface GitState {
  /** The commit's full name. */
  readonly commit: string;
  /** Whether files differ from the commit or are new. */
  readonly dirty: boolean;
}

/**
 * Asks git where the project's checkout stands. Needs leave to run `git`.
 *
 * @param dir The top of the checkout; by default this project's.
 * @returns `undefined` where there is no git, no commit, or `dir` is not the top of a checkout (it may lie within another's).
 */
export async function gitState(
  dir: string = fileURLToPath(new URL("../../", import.meta.url)),
): Promise<GitState | undefined> {
  // --show-cdup prints an empty line at the top of a checkout and the way up elsewhere.
  const head = await git(dir, ["rev-parse", "--show-cdup", "--verify", "HEAD"]);
  const [, commit] = head?.match(/^\n([0-9a-f]{40,64})\n$/) ?? [];
  const status = await git(dir, ["status", "--porcelain"]);
  if (commit === undefined || status === undefined) return undefined;
  return { commit, dirty: status !== "" };
}

/** What a git command prints; `undefined` if it cannot be run or fails. */
async function git(dir: string, args: string[]): Promise<string | undefined> {
  try {
    const { success, stdout } = await childCommand("git", { args: ["-C", dir, ...args], stderr: "null" }).output();
    return success ? new TextDecoder().decode(stdout) : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

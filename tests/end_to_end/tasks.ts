import { fileURLToPath } from "node:url";
import { childCommand } from "../../lib/config/child_command.ts";

/** The project's folder. */
export const ROOT: string = fileURLToPath(new URL("../../", import.meta.url));

/** What a task printed, and how it ended. */
export interface TaskResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Starts `deno task NAME ...args` as a person would.
 *
 * @param project The folder of the project, or of a copy of it.
 */
export function startTask(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
  project: string = ROOT,
): Deno.ChildProcess {
  return childCommand(Deno.execPath(), {
    args: ["task", "--quiet", name, ...args],
    cwd: project,
    env: { NO_COLOR: "1", INIT_CWD: project, ...env },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

/** Runs a task to its end. */
export async function runTask(
  name: string,
  args: readonly string[],
  env: Record<string, string> = {},
  project: string = ROOT,
): Promise<TaskResult> {
  const { code, stdout, stderr } = await startTask(name, args, env, project).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

/** Runs `work` with the path of a folder that does not exist yet, and removes what is there afterwards. */
export async function withNewFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const parent = await Deno.makeTempDir();
  try {
    await work(`${parent}/run`);
  } finally {
    await Deno.remove(parent, { recursive: true });
  }
}

/** Whether a path exists. */
export async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}

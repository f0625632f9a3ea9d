import { commandOf, programOf, reproduceCommand } from "./child.ts";
import { delay } from "./delay.ts";
import type { RunEnd } from "./work.ts";

/** A run that was told to stop has so long to keep what it has. */
const GRACE_MS = 30_000;

/**
 * Starts a run in a sweep's folder and waits for its end.
 *
 * @param args Its command line after the task's name.
 * @param extra Environment variables for it alone.
 * @param log Takes what it prints; absent: it prints where this process prints.
 * @param stop Aborted, the run is told to stop, and killed if it does not within half a minute.
 */
export async function runChild(
  folder: string,
  args: readonly string[],
  extra: Readonly<Record<string, string>>,
  log: Deno.FsFile | undefined,
  stop: AbortSignal,
): Promise<RunEnd> {
  const [command, ...rest] = reproduceCommand(args);
  const program = programOf(command!, rest, { NO_COLOR: "1", ...extra });
  const output = log === undefined ? "inherit" : "piped";
  const child = commandOf(program, {
    cwd: folder,
    stdin: "null",
    stdout: output,
    stderr: output,
  }).spawn();
  const kill = (signal: Deno.Signal) => {
    try {
      child.kill(signal);
    } catch {
      // It has ended meanwhile.
    }
  };
  const ended = new AbortController();
  const end = async () => {
    kill("SIGTERM");
    await delay(GRACE_MS, ended.signal);
    if (!ended.signal.aborted) kill("SIGKILL");
  };
  if (stop.aborted) end();
  stop.addEventListener("abort", end);
  try {
    if (log !== undefined) await Promise.all([append(child.stdout, log), append(child.stderr, log)]);
    const { code, signal } = await child.status;
    return { code, signal };
  } finally {
    stop.removeEventListener("abort", end);
    ended.abort();
  }
}

async function append(from: ReadableStream<Uint8Array>, log: Deno.FsFile): Promise<void> {
  for await (const bytes of from) {
    for (let at = 0; at < bytes.length;) at += await log.write(bytes.subarray(at));
  }
}

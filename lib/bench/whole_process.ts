import { fileURLToPath } from "node:url";
import { childCommand } from "../config/child_command.ts";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
/** Memory is asked for this often; what is asked is a peak, so only the very end can be missed. */
const MEMORY_EVERY_MS = 1000;

/** How a process is started. */
export interface ProcessStart {
  /** Program and arguments. */
  readonly command: readonly [string, ...string[]];
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/** A process that ended well. */
export interface EndedProcess {
  readonly durationMs: number;
  readonly stdout: string;
  /** Largest resident memory of it or a child of it; `undefined` where the system does not tell. */
  readonly peakBytes: number | undefined;
}

/**
 * Runs a process to its end and measures it from outside. It gets the caller's whole environment, as from the caller's own
 * shell: another program may live on any of it. Needs leave to read that, and to run `env`.
 *
 * @throws {Error} If it cannot be started or fails; with the end of what it wrote on stderr.
 */
export async function runProcess({ command, cwd, env }: ProcessStart): Promise<EndedProcess> {
  const [variables, linker] = splitEnvironment({ ...Deno.env.toObject(), ...env });
  const [program, ...args] = linker.length === 0 ? command : ["env", ...linker, ...command] as const;
  const doing = `Running ${command.join(" ")}`;
  const startMs = performance.now();
  let child: Deno.ChildProcess;
  try {
    child = childCommand(program, {
      args,
      env: variables,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
      ...(cwd !== undefined && { cwd }),
    }).spawn();
  } catch (cause) {
    throw new Error(`${doing}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
  let peakBytes: number | undefined;
  const watch = setInterval(async () => {
    const bytes = await peakMemory(child.pid);
    if (bytes !== undefined) peakBytes = Math.max(peakBytes ?? 0, bytes);
  }, MEMORY_EVERY_MS);
  try {
    const { success, code, stdout, stderr } = await child.output();
    const durationMs = performance.now() - startMs;
    if (!success) {
      const said = new TextDecoder().decode(stderr).trimEnd().split("\n").slice(-5).join("\n");
      throw new Error(`${doing}: found exit code ${code}, wanted 0\n${said}`);
    }
    return { durationMs, stdout: new TextDecoder().decode(stdout), peakBytes };
  } finally {
    clearInterval(watch);
  }
}

/**
 * Tells what Deno may start a program with from what it may not: the dynamic linker's variables, which `env` has to set then,
 * as `NAME=value`.
 */
function splitEnvironment(all: Readonly<Record<string, string>>): [Record<string, string>, string[]] {
  const forLinker = ([name]: [string, string]) => /^(LD|DYLD)_/.test(name);
  const entries = Object.entries(all);
  return [
    Object.fromEntries(entries.filter((entry) => !forLinker(entry))),
    entries.filter(forLinker).map(([name, value]) => `${name}=${value}`),
  ];
}

/**
 * The command that reproduces as a user does, into a folder.
 *
 * @param args What is asked for.
 * @param out An absolute path.
 * @param project The checkout; by default this one.
 */
export function reproduceCommand(args: readonly string[], out: string, project: string = PROJECT): ProcessStart {
  return { command: ["deno", "task", "--quiet", "reproduce", ...args, "--out", out], cwd: project };
}

/** A command line as a shell reads it, in the caller's folder. */
export function shellCommand(line: string): ProcessStart {
  return { command: ["sh", "-c", line] };
}

/** Largest resident memory so far of a process or a child of it. */
async function peakMemory(pid: number): Promise<number | undefined> {
  if (Deno.build.os !== "linux") return undefined;
  // Deno reads /proc only for those who may do everything; a shell reads it for anybody.
  const script = 'for p in "$0" $(cat /proc/"$0"/task/*/children); do grep VmHWM /proc/"$p"/status; done';
  const asked = childCommand("sh", { args: ["-c", script, String(pid)], stderr: "null" });
  // Not worth failing for.
  const stdout = await asked.output().then((output) => output.stdout, () => new Uint8Array());
  const kibibytes = [...new TextDecoder().decode(stdout).matchAll(/VmHWM:\s*(\d+) kB/g)].map((match) =>
    Number(match[1])
  );
  return kibibytes.length === 0 ? undefined : Math.max(...kibibytes) * 1024;
}

/**
 * How a sweep starts other programs.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** A program with its arguments and what it finds in its environment. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly environment?: { readonly clearEnv: true; readonly env: Record<string, string> };
}

/**
 * A program as it may be started: by `env`, which looks for it on PATH, so that leave to run it need not name programs that
 * most machines lack, and takes what tells the dynamic linker where libraries lie. Clusters' modules set that, a driver may
 * need it, and Deno starts no program that inherits it unless every program may be started.
 *
 * @param extra Set for it alone.
 */
export function programOf(
  command: string,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
  own: Readonly<Record<string, string>> = Deno.env.toObject(),
): Program {
  const set = Object.entries({ ...own, ...extra });
  if (Deno.build.os === "windows") {
    return { command, args, environment: { clearEnv: true, env: Object.fromEntries(set) } };
  }
  const linkers = set.filter(([name]) => /^(LD|DYLD)_/.test(name));
  const others = set.filter(([name]) => !/^(LD|DYLD)_/.test(name));
  return {
    command: "env",
    args: [...linkers.map(([name, value]) => `${name}=${value}`), command, ...args],
    environment: { clearEnv: true, env: Object.fromEntries(others) },
  };
}

/** How a run of `reproduce` is started, wherever the caller stands: the task's own command with its leave. */
export function reproduceCommand(args: readonly string[]): string[] {
  return taskCommand("reproduce", args);
}

/**
 * The command of one of the project's tasks, with whole paths.
 *
 * @returns The program, then its arguments.
 */
export function taskCommand(task: keyof typeof project.tasks, args: readonly string[]): string[] {
  const [, ...words] = project.tasks[task].command.split(" ");
  const whole = words.map((word) => word === `tasks/${task}.ts` ? `${ROOT}${word}` : word);
  return [Deno.execPath(), ...whole.toSpliced(1, 0, `--config=${ROOT}deno.json`, "--cached-only"), ...args];
}

/** What a program printed, and how it ended. */
export interface Printed {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, without input; 127 stands for one that is not on PATH. */
export async function runProgram(command: string, args: readonly string[], cwd?: string): Promise<Printed> {
  const program = programOf(command, args);
  const { code, stdout, stderr } = await new Deno.Command(program.command, {
    args: [...program.args],
    ...program.environment,
    ...(cwd !== undefined && { cwd }),
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

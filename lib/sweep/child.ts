/**
 * How a sweep starts other programs.
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import project from "../../deno.json" with { type: "json" };
import { childCommand } from "../config/child_command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What a program takes of an environment, and how it is started. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/**
 * A program as it is started, with the caller's whole environment: a cluster's commands and drivers may live on any of it. It is
 * started by `env`, which looks for it on PATH, so that leave to run it need not name programs that most machines lack, and
 * which takes what tells the dynamic linker where libraries lie: Deno starts no program that inherits that, unless every
 * program may be started.
 *
 * @param extra Set for it alone.
 * @param own The caller's.
 */
export function programOf(
  command: string,
  args: readonly string[],
  extra: Readonly<Record<string, string>> = {},
  own: Readonly<Record<string, string>> = Deno.env.toObject(),
): Program {
  const all = { ...own, ...extra };
  if (Deno.build.os === "windows") return { command, args, env: all };
  const ofLinker = (name: string) => /^(LD|DYLD)_/.test(name);
  const set = Object.entries(all);
  return {
    command: "env",
    args: [...set.filter(([name]) => ofLinker(name)).map(([name, value]) => `${name}=${value}`), command, ...args],
    env: Object.fromEntries(set.filter(([name]) => !ofLinker(name))),
  };
}

/** A program that can be started. */
export function commandOf(
  { command, args, env }: Program,
  options: Omit<Deno.CommandOptions, "args" | "env" | "clearEnv"> = {},
): Deno.Command {
  return childCommand(command, { ...options, args: [...args], env });
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
  const { code, stdout, stderr } = await commandOf(programOf(command, args), {
    ...(cwd !== undefined && { cwd }),
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

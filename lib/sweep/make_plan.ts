import { resolve } from "node:path";
import project from "../../deno.json" with { type: "json" };
import { kebabCase } from "../config/flag_specs.ts";
import { parseFlags } from "../config/flags.ts";
import { chooseProtocol, ReproduceOptions, seedsOfRun } from "../config/options.ts";
import { RUN_OPTION_KEYS, type SweepOptions } from "../config/sweep_options.ts";
import { UsageError } from "../config/usage_error.ts";
import { codeDigest } from "../run/code_digest.ts";
import { gitState } from "../run/git_state.ts";
import { combinations, flagWord, readAxes } from "./axes.ts";
import { CACHE_FOLDER } from "./folder.ts";
import { PLAN_VERSION, type SweepPlan, type SweepTask } from "./plan.ts";

/** Options that name a file or folder of the caller's. */
const PATH_FLAGS: ReadonlySet<string> = new Set(["data-dir", "cache-dir", "labelled-indices"]);

/** What may differ between the tasks of a group. */
const MERGED_KEYS: Readonly<Record<ReproduceOptions["protocol"], readonly string[]>> = {
  published: ["seed", "seeds"],
  "leak-free": ["draws", "drawSeed"],
  corrected: ["seed"],
  both: ["seed"],
};

/** Tasks of one sweep, at most: their names have four digits. */
const MOST_TASKS = 10_000;

/**
 * Plans a sweep: multiplies its axes, splits seeds and draws into tasks, and checks that each task is a run.
 *
 * @param set Keys of the options that were given.
 * @param args The command line, noted in the plan.
 * @throws {UsageError} If the options of a task do not go together, or two tasks are the same.
 */
export async function makePlan(
  options: SweepOptions,
  set: readonly string[],
  args: readonly string[],
  now: Date,
): Promise<SweepPlan> {
  const axes = readAxes(options.over, set).map(({ flag, values }) => ({
    flag,
    values: PATH_FLAGS.has(flag) ? values.map((value) => resolve(value)) : values,
  }));
  const plain = set.filter((key) => RUN_OPTION_KEYS.includes(key)).map((key) => {
    const flag = kebabCase(key);
    const value = String(options[key as keyof SweepOptions]);
    return [flag, PATH_FLAGS.has(flag) && value !== "" ? resolve(value) : value] as const;
  });
  const perTask = options.perTask || (options.engine === "slurm" ? 1 : Infinity);
  const groups: Record<string, string>[] = [];
  const tasks: SweepTask[] = [];
  const groupOf = new Map<string, number>();
  for (const combination of combinations(axes)) {
    const given = [...plain, ...axes.map(({ flag }, i) => [flag, combination[i]!] as const)];
    for (const { words, seeds } of splitRuns(given, perTask)) {
      const run = chosenRun(words).options;
      const merged = MERGED_KEYS[run.protocol];
      const alike = JSON.stringify(Object.entries(run).filter(([key]) => !merged.includes(key)));
      if (!groupOf.has(alike)) {
        groupOf.set(alike, groups.length);
        const setting = axes.map(({ flag }, i) => [flag, combination[i]!] as const);
        groups.push(Object.fromEntries(setting.filter(([flag]) => !merged.map(kebabCase).includes(flag))));
      }
      tasks.push({ group: groupOf.get(alike)!, args: words, options: run, seeds });
    }
    if (tasks.length > MOST_TASKS) {
      throw new UsageError(
        `Planning a sweep: found more than ${MOST_TASKS} tasks, wanted fewer (--per-task makes them larger)`,
      );
    }
  }
  refuseTwins(tasks);
  const { commit } = await gitState() ?? {};
  return {
    planVersion: PLAN_VERSION,
    id: crypto.randomUUID().slice(0, 8),
    createdAt: now.toISOString(),
    version: project.version,
    ...(commit !== undefined && { commit }),
    code: await codeDigest(),
    deno: Deno.version.deno,
    commandLine: ["sweep", ...args],
    axes,
    groups,
    tasks,
    reports: options.reports,
  };
}

type Flags = readonly (readonly [flag: string, value: string])[];

/** One combination's runs: one, or as many as its seeds or draws are split into. */
function splitRuns(given: Flags, perTask: number): { words: string[]; seeds: number[] }[] {
  const words = (flags: Flags) => {
    const cached = flags.some(([flag]) => flag === "cache-dir" || flag === "cache");
    return [
      ...flags.map(([flag, value]) => flagWord(flag, value)),
      ...(cached || !takesGraph(flags) ? [] : [flagWord("cache-dir", CACHE_FOLDER)]),
    ];
  };
  const whole = words(given);
  const { options: chosen, set } = chosenRun(whole);
  const seeds = seedsOfRun(chosen, set);
  const without = (...left: string[]) => given.filter(([flag]) => !left.includes(flag));
  const size = Math.min(perTask, seeds.length);
  const parts = Array.from(
    { length: Math.ceil(seeds.length / size) },
    (_, i) => seeds.slice(i * size, (i + 1) * size),
  );
  if (chosen.protocol === "published") {
    // As a range even for one seed, so that every run leaves the same parts of a record.
    return parts.map((part) => ({
      words: words([...without("seed", "seeds"), ["seeds", `${part[0]}..${part.at(-1)}`]]),
      seeds: part,
    }));
  }
  if (chosen.protocol === "leak-free" && chosen.labelledIndices === "") {
    return parts.map((part) => ({
      words: words([...without("draws", "draw-seed"), ["draws", `${part.length}`], ["draw-seed", `${part[0]}`]]),
      seeds: part,
    }));
  }
  return [{ words: whole, seeds }];
}

/** Whether a run builds a graph: the others know no cache. */
function takesGraph(flags: Flags): boolean {
  const { protocol } = chosenRun(flags.map(([flag, value]) => flagWord(flag, value))).options;
  return protocol === "leak-free" || protocol === "both";
}

/** A run's options with the protocol that runs. */
function chosenRun(words: string[]): { options: ReproduceOptions; set: string[] } {
  const { help, options, set } = parseFlags(ReproduceOptions, words);
  if (help) throw new UsageError("Planning a sweep: found --help among the flags of a task, wanted it by itself");
  return { options: chooseProtocol(options, set).options, set };
}

/** The same seed of the same group twice would count double. */
function refuseTwins(tasks: readonly SweepTask[]): void {
  const seen = new Set<string>();
  for (const { group, seeds } of tasks) {
    for (const seed of seeds) {
      const name = `${group} ${seed}`;
      if (seen.has(name)) {
        throw new UsageError(`Planning a sweep: found seed ${seed} in two tasks that are alike, wanted each once`);
      }
      seen.add(name);
    }
  }
}

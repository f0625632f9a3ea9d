/**
 * What `deno task sweep` does, by what it is asked for.
 *
 * @module
 */
import { join, resolve } from "node:path";
import project from "../../deno.json" with { type: "json" };
import type { SweepOptions } from "../config/sweep_options.ts";
import { UsageError } from "../config/usage_error.ts";
import { onInterrupt } from "../run/cleanup.ts";
import { prepareRunFolder } from "../run/folder.ts";
import { codeDigest } from "../run/code_digest.ts";
import { gitState } from "../run/git_state.ts";
import type { Progress } from "../run/progress.ts";
import { quoteForShell } from "../run/quote_for_shell.ts";
import type { TaskAnswer } from "../run/task_answer.ts";
import { cardGround, cardOfJob, cardsOfPlaces } from "./cards.ts";
import { defaultSweepFolder, SWEEP_ENTRIES, taskName } from "./folder.ts";
import { SweepLook } from "./look.ts";
import { LocalEngine, viewFromOutside } from "./local_engine.ts";
import type { FoundTask } from "./merge.ts";
import { makePlan } from "./make_plan.ts";
import { readPlan, type SweepPlan, writePlan } from "./plan.ts";
import { cancelTasks, checkSlurm } from "./slurm_cluster.ts";
import { SlurmEngine, submitArrays, submitPage, viewOfSlurm, writeScripts } from "./slurm_engine.ts";
import { readSlurmOptions } from "./slurm_options.ts";
import { slurmPlace, stopBySignal } from "./slurm_work.ts";
import { type SweepRecord, TASK_STATES, type TaskState } from "./sweep_record.ts";
import { summariseSweep } from "./sweep_summary.ts";
import { type DrawPage, lookOnce, watchSweep } from "./watch.ts";
import { doTask } from "./work.ts";

/** What the caller shows things with. */
export interface SweepOutput {
  readonly draw: DrawPage;
  readonly progress: Progress;
  /** Shows what it came to. */
  answer(answer: TaskAnswer): void;
  /** Shows a notice. */
  notify(text: string): void;
}

/**
 * Plans a sweep and runs it.
 *
 * @param set Keys of the options that were given.
 * @param args The command line after the task's name.
 * @returns The exit code.
 */
export async function beginSweep(
  options: SweepOptions,
  set: readonly string[],
  args: readonly string[],
  now: Date,
  output: SweepOutput,
): Promise<number> {
  const plan = await makePlan(options, set, args, now);
  const shown = options.out || defaultSweepFolder(now);
  const folder = resolve(shown);
  await prepareRunFolder(folder, options.force);
  const start = await engineOf(options);
  await Deno.mkdir(folder, { recursive: true });
  (await LocalEngine.open(folder, plan)).close();
  for (const name of SWEEP_ENTRIES) await Deno.remove(join(folder, name), { recursive: true }).catch(() => {});
  for (const name of ["tasks", "tries", "logs"]) await Deno.mkdir(join(folder, name));
  await writePlan(folder, plan);
  return await start(folder, shown, plan, [...plan.tasks.keys()], output);
}

/** Goes on with what is not done of a sweep. @returns The exit code. */
export async function resumeSweep(options: SweepOptions, output: SweepOutput): Promise<number> {
  const folder = resolve(options.resume);
  const plan = await readPlan(folder, `Resuming ${options.resume}`);
  await checkCheckout(plan, `Resuming ${options.resume}`);
  const start = await engineOf(options);
  const slurm = await viewOfSlurm(folder);
  if (!slurm.view.answers) output.notify("Slurm does not answer: what it may still hold of this sweep is not known");
  const found = await new SweepLook(folder, plan).look(slurm.view);
  const open = found.filter(({ progress: { state } }) => state !== "done");
  // What Slurm has and never starts, as after a crash of it, is taken back.
  const stuck = open.flatMap(({ progress: { task } }) => slurm.stuckTasks.get(task) ?? []);
  if (stuck.length > 0) await cancelTasks(stuck);
  const isQueued = ({ progress: { task } }: FoundTask) =>
    slurm.view.of(task) !== undefined && !slurm.stuckTasks.has(task);
  const left = open.filter((task) => !isQueued(task));
  const queued = open.filter(isQueued);
  if (queued.length > 0) {
    output.notify(
      `${queued.length} ${queued.length === 1 ? "task is" : "tasks are"} left to Slurm, which has them in its queue`,
    );
  }
  return await start(folder, options.resume, plan, left.map(({ progress: { task } }) => task), output);
}

/** Says how far a sweep is, and draws its page. @returns The exit code. */
export async function tellSweep(options: SweepOptions, output: SweepOutput): Promise<number> {
  const folder = resolve(options.status);
  const plan = await readPlan(folder, `Looking at ${options.status}`);
  const [{ view, stuck }, outside] = [await viewOfSlurm(folder), await viewFromOutside(folder)];
  for (const text of stuck) output.notify(text);
  const record = await lookOnce(folder, plan, { ...view, answers: view.answers && outside.answers }, output.draw);
  output.answer(sweepAnswer(record, options.status));
  return exitCode(record);
}

/** Does one task of the sweep in the current folder, for Slurm's script. @returns The exit code. */
export async function workOnTask(task: number): Promise<number> {
  const doing = `Working on task ${task}`;
  const stop = stopBySignal();
  const folder = Deno.cwd();
  const plan = await readPlan(folder, doing);
  if (plan.tasks[task] === undefined) {
    throw new UsageError(`${doing}: found a sweep of ${plan.tasks.length} tasks, wanted a number below that`);
  }
  await checkCheckout(plan, doing);
  const ground = await cardGround();
  return await doTask(folder, plan, task, slurmPlace(folder, () => cardOfJob(ground, doing)), stop);
}

type Start = (
  folder: string,
  shown: string,
  plan: SweepPlan,
  tasks: readonly number[],
  output: SweepOutput,
) => Promise<number>;

/** Checks that the engine can be used, before anything is written. */
async function engineOf(options: SweepOptions): Promise<Start> {
  const given = readSlurmOptions(options.slurm);
  const { dryRun, throttle, wait } = options;
  if (options.engine === "local") {
    const settings = throttle > 1 ? cardsOfPlaces(await cardGround(), throttle, "Running tasks side by side") : [];
    return async (folder, shown, plan, tasks, output) => {
      if (dryRun) return showPlan(shown, plan, tasks, [], output);
      const engine = await LocalEngine.open(folder, plan);
      const unregister = onInterrupt(() =>
        output.notify(`What was done is kept; to go on:\n  ${resumeCommand(shown)}`)
      );
      engine.start(tasks, throttle || 1, settings);
      const record = await watchSweep(folder, plan, engine, output.draw, output.progress, output.notify);
      unregister();
      engine.close();
      return conclude(record, shown, output);
    };
  }
  const { maxArraySize } = dryRun ? {} : await checkSlurm();
  return async (folder, shown, plan, tasks, output) => {
    const request = { options: given, throttle, ...(maxArraySize !== undefined && { maxArraySize }) };
    const scripts = await writeScripts(folder, plan, tasks, request);
    if (dryRun) {
      return showPlan(shown, plan, tasks, scripts.map(({ file }) => `sbatch --parsable ${file}`), output);
    }
    const ids = await submitArrays(folder, scripts, throttle);
    const names = scripts.map(({ submission }) => submission.name).join(",");
    const watch = `to watch them: ./tenshot sweep --status ${quoteForShell(shown)}\n` +
      `to cancel them: scancel --name=${names}`;
    if (ids.length > 0) {
      output.notify(
        `Submitted ${tasks.length} ${tasks.length === 1 ? "task" : "tasks"} as ${
          ids.map((id) => `job ${id}`).join(", ")
        }`,
      );
    }
    if (!wait) {
      if (ids.length > 0) await submitPage(folder, scripts[0]!.submission.name, given, ids);
      output.answer({ text: watch, result: { folder: shown, submitted: tasks.length, jobs: ids } });
      return 0;
    }
    const unregister = onInterrupt(() => output.notify(`Slurm goes on with the tasks;\n${watch}`));
    const engine = new SlurmEngine(folder);
    const record = await watchSweep(folder, plan, engine, output.draw, output.progress, output.notify);
    unregister();
    return conclude(record, shown, output);
  };
}

function conclude(record: SweepRecord, shown: string, output: SweepOutput): number {
  output.answer(sweepAnswer(record, shown));
  const code = exitCode(record);
  if (code !== 0) output.notify(`To go on with what is not done:\n  ${resumeCommand(shown)}`);
  return code;
}

function showPlan(
  shown: string,
  plan: SweepPlan,
  tasks: readonly number[],
  commands: readonly string[],
  output: SweepOutput,
): number {
  const argsOf = (task: number) => plan.tasks[task]!.args;
  const lines = tasks.map((task) => `${taskName(task)}  reproduce ${argsOf(task).map(quoteForShell).join(" ")}`);
  output.answer({
    text: [...lines, ...commands].join("\n"),
    result: { folder: shown, planned: tasks.map((task) => ({ task, args: argsOf(task) })), commands },
  });
  return 0;
}

function sweepAnswer(record: SweepRecord, shown: string): TaskAnswer {
  const { tasks, groups } = record;
  const inState = (wanted: TaskState) => tasks.filter(({ state }) => state === wanted).length;
  return {
    text: summariseSweep(record, shown),
    result: {
      folder: shown,
      record: `${shown}/results.json`,
      page: `${shown}/index.html`,
      tasks: Object.fromEntries(TASK_STATES.map((state) => [state, inState(state)])),
      groups: groups.map(({ setting, wanted, found, measures }) => ({ setting, wanted, found, measures })),
    },
  };
}

function exitCode({ tasks }: SweepRecord): number {
  return tasks.every(({ state }) => state === "done") ? 0 : 1;
}

function resumeCommand(shown: string): string {
  return `./tenshot sweep --resume ${quoteForShell(shown)}`;
}

/** Results of two versions of the program are not to be put together. */
async function checkCheckout(plan: SweepPlan, doing: string): Promise<void> {
  const { commit } = await gitState() ?? {};
  const same = plan.version === project.version && plan.deno === Deno.version.deno && plan.code === await codeDigest();
  if (same && (commit === plan.commit || commit === undefined || plan.commit === undefined)) return;
  const name = (version: string, commit: string | undefined, deno: string) =>
    `Tenshot ${version}${commit === undefined ? "" : ` at commit ${commit.slice(0, 12)}`} on Deno ${deno}`;
  const [found, wanted] = [
    name(project.version, commit, Deno.version.deno),
    name(plan.version, plan.commit, plan.deno),
  ];
  throw new UsageError(
    `${doing}: found ${found}, wanted ${wanted}${
      found === wanted ? ", without the edits since" : ""
    }: the checkout has ` +
      "changed since the sweep began",
  );
}

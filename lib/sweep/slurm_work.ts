import { runProgram } from "./child.ts";
import { runChild } from "./run_child.ts";
import type { StopReason, Workplace } from "./work.ts";

/** A task that fails holds its place so long, so that a machine on which every task fails does not take them all. */
const LEAST_SECONDS = 20;

/**
 * A task's place in a job array of Slurm, by what Slurm set in the environment.
 *
 * @param settings Environment variables for the run alone; throws if the card that Slurm gave cannot be chosen.
 */
export function slurmPlace(folder: string, settings: () => Readonly<Record<string, string>>): Workplace {
  const job = Deno.env.get("SLURM_ARRAY_JOB_ID");
  const index = Deno.env.get("SLURM_ARRAY_TASK_ID");
  const node = Deno.env.get("SLURMD_NODENAME");
  const say = (line: string) => console.error(line);
  return {
    ...(node !== undefined && { node }),
    ...(job !== undefined && { job: `${job}_${index}` }),
    leastSeconds: job === undefined ? 0 : LEAST_SECONDS,
    say,
    run: (args, stop) => runChild(folder, args, settings(), undefined, stop),
    async requeue() {
      if (job === undefined) return;
      // The plain id would begin every task of the array again.
      const { code, stderr } = await runProgram("scontrol", ["requeue", `${job}_${index}`]);
      if (code !== 0) say(`Slurm did not take it back into its queue: ${stderr.trim()}`);
    },
  };
}

/** Aborts with a {@linkcode StopReason} when Slurm, or a person, tells this process to stop. */
export function stopBySignal(): AbortSignal {
  const controller = new AbortController();
  const reasons: readonly [Deno.Signal, StopReason][] = [
    ["SIGUSR2", "time limit"],
    ["SIGTERM", "terminated"],
    ["SIGINT", "interrupted"],
  ];
  for (const [signal, reason] of reasons) Deno.addSignalListener(signal, () => controller.abort(reason));
  return controller.signal;
}

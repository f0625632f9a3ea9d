/** A task for the tests of `runTask`: its first argument says how it ends. */
import { UsageError } from "../../lib/config/usage_error.ts";
import { stageFile } from "../../lib/run/atomic_file.ts";
import { onFailure } from "../../lib/run/cleanup.ts";
import { runTask } from "../../lib/run/task_main.ts";

const [kind, path = ""] = Deno.args;
const forever = () => new Promise<never>((resolve) => setTimeout(resolve, 60_000));

await runTask(async () => {
  if (kind === "ends") return 7;
  if (kind === "misuses") throw new UsageError("Reading --sample: found it");
  if (kind === "prints-folder") {
    console.log(Deno.cwd());
    return 0;
  }
  if (kind === "writes") {
    await stageFile(path, "half");
    console.log("waiting");
    return await forever();
  }
  if (kind === "computes") {
    (await stageFile(path, "")).discard();
    console.log("waiting");
    const endMs = performance.now() + 60_000;
    while (performance.now() < endMs);
    return 0;
  }
  const error = new Error(`Sampling: found ${kind}, wanted nothing`);
  onFailure(() => console.log("undone"));
  if (kind === "throws") throw error;
  if (kind === "rejects-unhandled") Promise.reject(error);
  if (kind === "throws-in-timer") {
    setTimeout(() => {
      throw error;
    });
  }
  return await forever();
}, { debug: Deno.args.includes("--debug") });

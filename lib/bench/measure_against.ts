import { join, resolve } from "node:path";
import { z } from "zod";
import type { AgainstWork } from "../config/bench_options.ts";
import type { StageProgress } from "../run/progress.ts";
import { WORK_SETTINGS } from "./against_works.ts";
import type { AgainstRecord } from "./bench_record.ts";
import { shaderCacheIn } from "./shader_cache.ts";
import { ratioSpread, spreadOf } from "../statistics/sample_spread.ts";
import { type ProcessStart, reproduceCommand, runProcess } from "./whole_process.ts";

/** What is read of a run's record, whichever build wrote it. */
const AnyRecord = z.object({
  provenance: z.object({ version: z.string(), commit: z.string().optional(), dirty: z.boolean().optional() }),
  leakFree: z.object({
    meanErrorRate: z.number(),
    timings: z.object({ networkMs: z.number(), baselinesMs: z.number() }),
  }).optional(),
});
type AnyRecord = z.infer<typeof AnyRecord>;

/** One run of a build. */
interface BuildRun {
  readonly durationMs: number;
  readonly peakBytes: number | undefined;
  readonly record: AnyRecord;
}

/** Starts a build's `reproduce`. */
export type StartBuild = (build: "ours" | "theirs", args: readonly string[], out: string) => ProcessStart;

/** This checkout's `reproduce` as a user starts it, and another's. */
export function startBuilds(dir: string): StartBuild {
  return (build, args, out) => reproduceCommand(args, out, build === "theirs" ? dir : undefined);
}

/**
 * Runs works in this checkout's build and in another's, in turn, each process without a shader cache; who begins changes
 * from round to round.
 *
 * @param dir The other checkout.
 * @param works Which.
 * @param rounds How often each.
 * @throws {Error} If there is no checkout, a process fails, or its record says nothing of what is timed.
 */
export async function measureAgainst(
  dir: string,
  works: readonly AgainstWork[],
  rounds: number,
  bar: StageProgress,
  start: StartBuild = startBuilds(resolve(dir)),
): Promise<AgainstRecord> {
  await checkCheckout(dir);
  const folder = await Deno.makeTempDir({ prefix: "tenshot-against-" });
  const measured: AgainstRecord["works"] = [];
  let theirs: AnyRecord["provenance"] | undefined;
  try {
    for (const [place, work] of works.entries()) {
      const { title, args, timed } = WORK_SETTINGS[work];
      const runs: Record<"ours" | "theirs", BuildRun[]> = { ours: [], theirs: [] };
      for (let round = 0; round < rounds; round++) {
        const order = round % 2 === 0 ? ["ours", "theirs"] as const : ["theirs", "ours"] as const;
        for (const [turn, build] of order.entries()) {
          bar.update((place + (round + turn / 2) / rounds) / works.length, `${work}, ${build}`);
          const out = join(folder, `${work}-${round}-${build}`);
          const env = shaderCacheIn(join(folder, `shaders-${work}-${round}-${build}`));
          const { durationMs, peakBytes } = await runProcess({ ...start(build, args, out), env });
          const record = AnyRecord.parse(JSON.parse(await Deno.readTextFile(join(out, "run.json"))));
          runs[build].push({ durationMs: timed === "process" ? durationMs : partOf(record, timed), peakBytes, record });
          // Networks and pictures of many runs would fill a disk.
          await Deno.remove(out, { recursive: true });
        }
      }
      theirs = runs.theirs[0]!.record.provenance;
      const spread = (build: keyof typeof runs) => spreadOf(runs[build].map(({ durationMs }) => durationMs));
      const about = (build: keyof typeof runs) => {
        const peaks = runs[build].flatMap(({ peakBytes }) => peakBytes ?? []);
        const errorRate = runs[build][0]!.record.leakFree?.meanErrorRate;
        return {
          ms: spread(build),
          ...(peaks.length > 0 && { peakBytes: Math.max(...peaks) }),
          ...(errorRate !== undefined && { errorRate }),
        };
      };
      measured.push({
        work,
        title,
        command: ["reproduce", ...args],
        ours: about("ours"),
        theirs: about("theirs"),
        ratio: ratioSpread(spread("ours"), spread("theirs")),
      });
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  return { theirs: theirs!, works: measured };
}

function partOf({ leakFree }: AnyRecord, part: "networkMs" | "baselinesMs"): number {
  if (leakFree === undefined) {
    throw new Error(`Timing a part of a run: found no leak-free part, wanted one with ${part}`);
  }
  return leakFree.timings[part];
}

async function checkCheckout(dir: string): Promise<void> {
  const text = await Deno.readTextFile(join(dir, "deno.json")).catch(() => "");
  if (!/"reproduce"/.test(text)) {
    throw new Error(
      `Measuring against ${dir}: found no deno.json with a task reproduce there, wanted another checkout`,
    );
  }
  const installed = await Deno.stat(join(dir, "node_modules")).then(({ isDirectory }) => isDirectory, () => false);
  if (!installed) {
    throw new Error(`Measuring against ${dir}: found no node_modules there, wanted one; deno install in it makes it`);
  }
}

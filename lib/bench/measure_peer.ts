import { join } from "node:path";
import type { StageProgress } from "../run/progress.ts";
import { withoutHomePath } from "../run/home_path.ts";
import type { PeerRecord } from "./bench_record.ts";
import { shaderCacheIn } from "./shader_cache.ts";
import { ratioSpread, spreadOf } from "../statistics/sample_spread.ts";
import { type EndedProcess, type ProcessStart, reproduceCommand, runProcess, shellCommand } from "./whole_process.ts";

/** At most this much of what the peer printed is kept. */
const MOST_SAID = 2000;

/**
 * Measures whole processes from outside, alternating: ours with no shader cache, the peer, ours again with the cache that
 * the cold run left.
 *
 * @param peer The peer's command line.
 * @param rounds How often.
 * @param ours Makes our command, given a folder for its results.
 * @throws {Error} If a process fails.
 */
export async function measurePeer(
  peer: string,
  rounds: number,
  bar: StageProgress,
  ours: (out: string) => ProcessStart = (out) => reproduceCommand(["--protocol", "published"], out),
): Promise<PeerRecord> {
  const folder = await Deno.makeTempDir({ prefix: "tenshot-bench-" });
  const runs: Record<"cold" | "warm" | "peer", EndedProcess[]> = { cold: [], warm: [], peer: [] };
  try {
    for (let round = 0; round < rounds; round++) {
      const env = shaderCacheIn(join(folder, `shaders-${round}`));
      const run = async (kind: keyof typeof runs, start: ProcessStart, done: number) => {
        bar.update((3 * round + done) / 3 / rounds, kind === "peer" ? "the peer" : `ours, ${kind}`);
        runs[kind].push(await runProcess(start));
      };
      await run("cold", { ...ours(join(folder, `cold-${round}`)), env }, 0);
      await run("peer", shellCommand(peer), 1);
      await run("warm", { ...ours(join(folder, `warm-${round}`)), env }, 2);
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
  const spread = (kind: keyof typeof runs) => spreadOf(runs[kind].map(({ durationMs }) => durationMs));
  const peak = (...ended: EndedProcess[]) => ended.flatMap(({ peakBytes }) => peakBytes ?? []);
  const [peaks, peerPeaks] = [peak(...runs.cold, ...runs.warm), peak(...runs.peer)];
  return {
    ours: "deno task reproduce --protocol published",
    peer: withoutHomePath(peer),
    coldMs: spread("cold"),
    warmMs: spread("warm"),
    peerMs: spread("peer"),
    coldRatio: ratioSpread(spread("cold"), spread("peer")),
    warmRatio: ratioSpread(spread("warm"), spread("peer")),
    ...(peaks.length > 0 && { peakBytes: Math.max(...peaks) }),
    ...(peerPeaks.length > 0 && { peerPeakBytes: Math.max(...peerPeaks) }),
    peerSaid: withoutHomePath(runs.peer.at(-1)!.stdout.trimEnd().split("\n").at(-1)!.slice(0, MOST_SAID)),
  };
}

import { decodeLeakFreeWeights, type LeakFreeWeights } from "../../lib/ensemble/leak_free_weights.ts";
import type { LeakFreeRecord } from "../../lib/record/record.ts";
import { sampleLeakFree } from "./sample_leak_free.ts";

const FILE = new URL("../fixtures/leak_free_network/weights.safetensors", import.meta.url);

/** A network that a real run trained, and a record that it belongs to. */
export function sampleNetworks(): { leakFree: LeakFreeRecord; leakFreeWeights: LeakFreeWeights } {
  const leakFreeWeights = decodeLeakFreeWeights(Deno.readFileSync(FILE), "weights.safetensors")!;
  const { model, draws } = leakFreeWeights;
  const leakFree = sampleLeakFree(1);
  leakFree.draws[0] = {
    ...leakFree.draws[0]!,
    preset: leakFreeWeights.preset,
    members: draws[0]!.members.length,
    steps: 280,
    parameters: model!.parameterCount,
    memberTestErrors: [26],
    lossCurves: [Array.from({ length: 94 }, (_, i) => 2.5 * Math.exp(-i / 30))],
  };
  return { leakFree, leakFreeWeights };
}

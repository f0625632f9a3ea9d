import type { CeilingRecord, WorkRecord } from "./bench_record.ts";
import type { Ceiling } from "./ceilings.ts";
import type { Measured, SampleSpreads } from "./interleave.ts";
import { gigaflops } from "./multiply_adds.ts";
import { mapSpread } from "../statistics/sample_spread.ts";

/** A piece of work, and how it is told of. */
export interface Work extends Measured {
  readonly members: number;
  readonly images: number;
  /** Dense, per image. */
  readonly multiplyAdds?: number | undefined;
}

/**
 * What ceilings were found to be.
 *
 * @param software Whether a CPU stands in for a GPU.
 */
export function ceilingRecords(
  ceilings: readonly Ceiling[],
  spreads: ReadonlyMap<string, SampleSpreads>,
  software: boolean,
): CeilingRecord[] {
  return ceilings.map(({ kind, name, unit, amount }): CeilingRecord => {
    const { wallMs, cpuMs } = spreads.get(name)!;
    const perSecond = (ms: number) => amount / ms / 1e6;
    const cpu = software && { cpuRate: mapSpread(cpuMs, perSecond) };
    return { kind, name, unit, rate: mapSpread(wallMs, perSecond), ...cpu };
  });
}

/** The best of the multiply-add ceilings in GFLOP/s, each at its median. */
export function bestMultiplyAdds(ceilings: readonly CeilingRecord[], rate: "rate" | "cpuRate"): number | undefined {
  const rates = ceilings.flatMap((one) => one.kind === "multiply-adds" ? one[rate]?.median ?? [] : []);
  return rates.length === 0 ? undefined : Math.max(...rates);
}

/** What a piece of work was found to cost, beside the ceilings of the same rounds. */
export function workRecord(
  { name, members, images, multiplyAdds }: Work,
  { wallMs, cpuMs }: SampleSpreads,
  ceilings: readonly CeilingRecord[],
): WorkRecord {
  const each = (ms: number) => 1000 * ms / members / images;
  const cpuCeiling = bestMultiplyAdds(ceilings, "cpuRate");
  const microseconds = mapSpread(wallMs, each);
  const cpuMicroseconds = cpuCeiling === undefined ? undefined : mapSpread(cpuMs, each);
  return {
    name,
    members,
    images,
    microseconds,
    ...(cpuMicroseconds && { cpuMicroseconds }),
    ...(multiplyAdds && besideCeilings(multiplyAdds, microseconds, cpuMicroseconds, ceilings)),
  };
}

/**
 * Dense multiply-adds of a piece of work, beside the ceilings of the same run.
 *
 * @param microseconds What the piece takes.
 * @param cpuMicroseconds Of a core's time, where a CPU stands in for a GPU.
 */
export function besideCeilings(
  multiplyAdds: number,
  microseconds: WorkRecord["microseconds"],
  cpuMicroseconds: WorkRecord["cpuMicroseconds"],
  ceilings: readonly CeilingRecord[],
): Pick<WorkRecord, "multiplyAdds" | "gigaflops" | "shareOfCeiling" | "cpuShareOfCeiling"> {
  const rate = gigaflops(multiplyAdds, microseconds.median);
  const cpuCeiling = bestMultiplyAdds(ceilings, "cpuRate");
  return {
    multiplyAdds,
    gigaflops: rate,
    shareOfCeiling: rate / bestMultiplyAdds(ceilings, "rate")!,
    ...(cpuMicroseconds && cpuCeiling && {
      cpuShareOfCeiling: gigaflops(multiplyAdds, cpuMicroseconds.median) / cpuCeiling,
    }),
  };
}

import { interleave, type Measured, type Rounds } from "./interleave.ts";
import { mapSpread, ratioSpread, type Spread } from "../statistics/sample_spread.ts";

/** One way of doing a piece of work. */
export interface Way extends Measured {
  /** Pieces (images, times members; pairs of images) in what a sample tells the milliseconds of. */
  readonly amount: number;
}

/** The same work done in several ways; microseconds a piece. */
export interface ComparedWays {
  readonly ours: Spread;
  /** Of a core's time, where a CPU stands in for a GPU. */
  readonly oursCpu?: Spread;
  readonly others: {
    readonly name: string;
    readonly amount: number;
    readonly microseconds: Spread;
    /** Its time over ours, round by round. */
    readonly ratio: Spread;
    readonly cpuRatio?: Spread;
  }[];
}

/**
 * Measures several ways of doing the same work in the same rounds, after one that does not count.
 *
 * @param ways Ours first.
 * @param software Whether a CPU stands in for a GPU.
 */
export async function compareWays(
  ways: readonly [Way, ...Way[]],
  { repeats }: Pick<Rounds, "repeats">,
  software: boolean,
  onSample: (share: number, next: string) => void,
): Promise<ComparedWays> {
  const spreads = await interleave(ways, { repeats, warmUps: 1 }, onSample);
  const [ours, ...others] = ways.map(({ name, amount }) => {
    const { wallMs, cpuMs } = spreads.get(name)!;
    const each = (ms: number) => 1000 * ms / amount;
    return { name, amount, microseconds: mapSpread(wallMs, each), cpu: mapSpread(cpuMs, each) };
  });
  return {
    ours: ours!.microseconds,
    ...(software && { oursCpu: ours!.cpu }),
    others: others.map(({ cpu, ...other }) => ({
      ...other,
      ratio: ratioSpread(other.microseconds, ours!.microseconds),
      ...(software && { cpuRatio: ratioSpread(cpu, ours!.cpu) }),
    })),
  };
}

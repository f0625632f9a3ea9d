import { type Spread, spreadOf } from "../statistics/sample_spread.ts";

/** What doing something once took. */
export interface Sample {
  /** On the wall's clock. */
  readonly wallMs: number;
  /** Of this process on all cores. Where a CPU stands in for a GPU it tells the work from whatever else the machine did. */
  readonly cpuMs: number;
}

/** Samples of one thing. */
export interface SampleSpreads {
  readonly wallMs: Spread;
  readonly cpuMs: Spread;
}

/** Something that can be measured again and again. */
export interface Measured {
  readonly name: string;
  /** Measures once. */
  sample(): Promise<Sample>;
}

/** How often things are measured. */
export interface Rounds {
  /** Rounds that count. */
  readonly repeats: number;
  /** Rounds before them that do not: they compile, fill caches and find out how much work is long enough. */
  readonly warmUps: number;
}

/**
 * Measures several things in rounds, each thing once a round, so that a machine that slows down slows down all of them.
 * Every other round goes backwards, so that none is always measured after the same one.
 *
 * @param onSample Told the share that is done, 0..1, and what comes next.
 * @returns the spread of each, by name.
 * @throws {TypeError} If two have the same name.
 */
export async function interleave(
  things: readonly Measured[],
  { repeats, warmUps }: Rounds,
  onSample: (share: number, next: string) => void = () => {},
): Promise<Map<string, SampleSpreads>> {
  const samples = new Map(things.map(({ name }) => [name, [] as Sample[]]));
  if (samples.size < things.length) {
    throw new TypeError(`Measuring in rounds: found a name twice in ${things.map(({ name }) => name).join(", ")}`);
  }
  const all = (warmUps + repeats) * things.length;
  let done = 0;
  for (let round = 0; round < warmUps + repeats; round++) {
    for (const thing of round % 2 === 0 ? things : [...things].reverse()) {
      onSample(done++ / all, thing.name);
      const value = await thing.sample();
      if (round >= warmUps) samples.get(thing.name)!.push(value);
    }
  }
  return new Map(
    [...samples].map(([name, values]) => [name, {
      wallMs: spreadOf(values.map(({ wallMs }) => wallMs)),
      cpuMs: spreadOf(values.map(({ cpuMs }) => cpuMs)),
    }]),
  );
}

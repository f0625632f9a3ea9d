import { BENCH_VERSION, BenchRecord } from "../../lib/bench/bench_record.ts";
import { spreadOf } from "../../lib/statistics/sample_spread.ts";

/**
 * A valid benchmark whose numbers are made up and belong to no machine.
 *
 * @param slowness Multiplies every cost.
 */
export function sampleBench(slowness: number = 1): BenchRecord {
  const cost = (value: number) => spreadOf([value, 1.01 * value, 0.98 * value].map((sample) => slowness * sample));
  const work = { members: 8, images: 20, multiplyAdds: 415_008, gigaflops: 33.2 / slowness, shareOfCeiling: 0.34 };
  const points = (values: number[]) =>
    values.map((value, i) => ({ at: 2 ** i, microseconds: cost(value), cpuMicroseconds: cost(1.9 * value) }));
  return BenchRecord.parse({
    benchVersion: BENCH_VERSION,
    provenance: {
      commandLine: ["bench", "--out", "somewhere"],
      options: { part: "all", repeats: 3 },
      optionsSet: ["out"],
      quick: false,
      version: "0.1.0",
      commit: "0123456789abcdef0123456789abcdef01234567",
      dirty: true,
      startedAt: "2026-01-31T12:00:00.000Z",
      endedAt: "2026-01-31T12:03:00.000Z",
      runtime: { deno: "2.9.6", v8: "14.0", typescript: "5.9", tfjs: "4.22.0" },
      os: { name: "linux", release: "6.1", arch: "x86_64", cores: 2 },
      adapter: {
        description: "<b>Paper GPU</b>",
        vendor: "7",
        architecture: "",
        device: "0",
        software: true,
        driverSettings: { SAMPLE_CAPS: "<i>some</i>" },
      },
      kernelPlan: { kind: "software", trainingMembers: 8 },
      repeats: 3,
      leastMs: 250,
      dataset: "MNIST, test images",
    },
    ceilings: [{
      kind: "multiply-adds",
      name: "a * b + c",
      unit: "GFLOP/s",
      rate: spreadOf([97, 98, 96]),
      cpuRate: spreadOf([49, 48]),
    }],
    kernels: [
      { name: "layer 1 forward", ...work, microseconds: cost(8) },
      { name: "AdamW", members: 8, images: 20, microseconds: cost(1.5) },
    ],
    passes: [
      { name: "training step", ...work, microseconds: cost(62) },
      { name: "scoring", ...work, microseconds: cost(22), cpuMicroseconds: cost(40), cpuShareOfCeiling: 0.37 },
    ],
    comparisons: [{
      work: "scoring",
      ours: cost(22),
      oursCpu: cost(40),
      others: [{
        name: "tfjs operations",
        images: 500,
        microseconds: cost(2080),
        ratio: spreadOf([94, 95, 96]),
        cpuRatio: spreadOf([90, 91]),
      }],
    }],
    scaling: [{
      of: "members",
      series: [
        { name: "training", points: points([300, 160, 90]), largestRise: 0 },
        { name: "scoring", points: [...points([40, 30]), { at: 4, problem: "no <i>room</i>" }], largestRise: 0.25 },
      ],
    }],
    leakFree: {
      ceilings: [{ kind: "multiply-adds", name: "a * b + c", unit: "GFLOP/s", rate: spreadOf([97, 98]) }],
      passes: [{ name: "network training step", ...work, microseconds: cost(900), cpuMicroseconds: cost(1700) }],
      kernels: [{ name: "network layer 1 forward", ...work, microseconds: cost(80) }],
      works: [
        {
          work: "fine distance",
          piece: "pair of images",
          ours: cost(4),
          oursCpu: cost(8),
          perSecond: 250_000,
          others: [{
            name: "plain reference",
            amount: 8,
            microseconds: cost(1600),
            ratio: spreadOf([400, 401]),
            cpuRatio: spreadOf([200, 201]),
          }],
        },
        {
          work: "candidates",
          piece: "pair of images",
          ours: cost(0.004),
          perSecond: 250_000_000,
          multiplyAdds: 64,
          gigaflops: 32,
          shareOfCeiling: 0.33,
          others: [],
        },
      ],
      draws: { of: "draws", series: [{ name: "propagation", points: points([20, 12, 9]), largestRise: 0 }] },
    },
    overheads: {
      pipelines: [
        { label: "layer 1 forward", sourceLength: 105_908, createMs: 99, firstDispatchMs: 404, laterDispatchMs: 12 },
        { label: "advance step", sourceLength: 207, createMs: 0.2 },
      ],
      createMs: 99.2,
      dispatchMicroseconds: cost(3),
      submitMicroseconds: cost(36),
      waitMs: cost(11),
    },
    against: {
      theirs: { version: "0.0.9", commit: "89abcdef0123456789abcdef0123456789abcdef", dirty: false },
      works: [{
        work: "networks",
        title: "training <networks>",
        command: ["reproduce", "--protocol", "leak-free"],
        ours: { ms: cost(50_000), peakBytes: 800 * 2 ** 20, errorRate: 0.0043 },
        theirs: { ms: spreadOf([100_000, 101_000, 98_000]), peakBytes: 900 * 2 ** 20, errorRate: 0.0045 },
        ratio: spreadOf([0.5, 0.49, 0.51]),
      }],
    },
    peer: {
      ours: "deno task reproduce --protocol published",
      peer: "python3 notebook.py --device '<cpu>'",
      coldMs: cost(30_000),
      warmMs: cost(25_000),
      peerMs: spreadOf([100_000, 99_000, 101_000]),
      coldRatio: cost(0.3),
      warmRatio: cost(0.25),
      peakBytes: 700 * 2 ** 20,
      peerPeakBytes: 900 * 2 ** 20,
      peerSaid: '{"total_seconds": 99.1}',
    },
    memory: { gpuBytes: 50 * 2 ** 20, residentBytes: 500 * 2 ** 20 },
    durationMs: 180_000,
  });
}

